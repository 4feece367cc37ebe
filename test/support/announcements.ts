import { expect } from '@jest/globals';
import { AnnouncementModel } from '../../src/infra/announcements/announcement.model.js';
import { eventually } from './eventually.js';

/** Waits until every listener has heard what was announced, of one friend or of all. */
export const allHeard = ({ friendId, withinMs }: { friendId?: string; withinMs?: number } = {}) =>
  eventually(
    async () =>
      expect(
        await AnnouncementModel.countDocuments({ ...(friendId === undefined ? {} : { friendId }), state: 'owed' }),
      ).toBe(0),
    withinMs,
  );
