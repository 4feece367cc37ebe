import { sees } from '../../access/core/sight.js';
import type { Rights } from '../../access/core/rights.js';

/** What decides who sees a conversation. */
export interface Sight {
  assigneeId: string | null;
  teamId: string | null;
  participants: string[];
}

/** What it was until somebody changed it. */
export interface FormerSight extends Sight {
  until: Date;
}

/** Who looks: what they may do and see, and who of the staff they are. */
export interface Onlooker {
  rights: Rights;
  staffId: string | null;
}

/** Whether somebody sees a conversation: by their role, or because they take part. */
export const seesConversation = ({ rights, staffId }: Onlooker, { assigneeId, teamId, participants }: Sight): boolean =>
  sees(rights, staffId, { assigneeId, teamId }) || (staffId !== null && participants.includes(staffId));

const DAY_MS = 86_400_000; // consoles that were away for longer start anew
const KEPT_MAX = 20;
const CLOCKS_APART_MS = 5 * 60_000; // `until` is by a clock of ours, `since` by that of the store

/** The former sights after a change: each once, with when it ended last. */
export function withFormerSight(
  former: FormerSight[],
  { before, after }: { before: Sight; after: Sight },
  now: Date,
): FormerSight[] {
  if (keyOf(before) === keyOf(after)) return former;
  const { assigneeId, teamId, participants } = before;
  const others = former.filter((one) => keyOf(one) !== keyOf(before) && now.getTime() - one.until.getTime() <= DAY_MS);
  return [...others, { assigneeId, teamId, participants, until: now }].slice(-KEPT_MAX);
}

const keyOf = ({ assigneeId, teamId, participants }: Sight) => JSON.stringify([assigneeId, teamId, participants]);

/** Whether somebody saw a conversation at some time since then. When more changed than is kept, everybody may have. */
export function sawConversation(onlooker: Onlooker, former: FormerSight[], since: Date): boolean {
  const recent = former.filter(({ until }) => until.getTime() >= since.getTime() - CLOCKS_APART_MS);
  return recent.length >= KEPT_MAX || recent.some((sight) => seesConversation(onlooker, sight));
}
