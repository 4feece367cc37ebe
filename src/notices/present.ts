import type { z } from 'zod';
import type { Notice } from './notice.model.js';
import type { PresentedNotice } from './schemas.js';

/** A notice as callers see it. */
export const presentNotice = ({
  _id: id,
  changedAt: _changedAt,
  complaint: _complaint,
  ...notice
}: Notice): z.infer<typeof PresentedNotice> => ({ id, ...notice });
