import { z } from 'zod';
import { defineEvent } from '../infra/announcements/event.js';

/** Somebody whom this friend brought has followed, and both were rewarded. */
export const referralRewarded = defineEvent('referral.rewarded', z.object({ refereeId: z.string() }));
