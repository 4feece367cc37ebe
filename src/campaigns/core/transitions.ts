import type { CampaignState, Way } from './campaign.js';

/** What can be done to a campaign: from which states, and to which it leads. */
export const ACTIONS = {
  submit: { from: ['draft'], to: 'review' },
  approve: { from: ['review', 'paused'], to: 'scheduled' },
  reject: { from: ['review'], to: 'draft' },
  schedule: { from: ['draft'], to: 'scheduled' },
  unschedule: { from: ['scheduled'], to: 'draft' },
  start: { from: ['scheduled'], to: 'sending' },
  pause: { from: ['sending'], to: 'paused' },
  resume: { from: ['paused'], to: 'sending' },
  cancel: { from: ['draft', 'review', 'scheduled', 'sending', 'paused'], to: 'cancelled' },
  finish: { from: ['sending'], to: 'done' },
  fail: { from: ['scheduled', 'sending'], to: 'failed' },
  retry: { from: ['done'], to: 'sending' },
} as const satisfies Record<string, { from: readonly CampaignState[]; to: CampaignState }>;
export type Action = keyof typeof ACTIONS;

/** The state that an action leads to; null when it cannot be done in this one. */
export function decideTransition(state: CampaignState, action: Action): CampaignState | null {
  const { from, to }: { from: readonly CampaignState[]; to: CampaignState } = ACTIONS[action];
  return from.includes(state) ? to : null;
}

/** What a campaign's actions depend on. */
export interface Movable {
  state: CampaignState;
  stateReason: string | null;
  way: Way;
  frozenAt: Date | null;
  handedOverAt: Date | null;
}

/** Why a campaign pauses by itself when far more people meet its rule than a second person approved. */
export const NEEDS_APPROVAL = 'approval';

/** Whether it waits, paused, for somebody to approve how many people it has come to. */
export const awaitsApproval = ({ state, stateReason }: Pick<Movable, 'state' | 'stateReason'>): boolean =>
  state === 'paused' && stateReason === NEEDS_APPROVAL;

/** True for what its state would allow and how it came there does not. */
export function isBarred(action: Action, campaign: Movable): boolean {
  if (action === 'approve') return campaign.state === 'paused' && !awaitsApproval(campaign);
  // Whom it goes to is decided: nothing of it can be changed any more.
  if (action === 'unschedule') return campaign.frozenAt instanceof Date;
  return isTooLate(action, campaign);
}

/** Once LINE has a broadcast or narrowcast, nothing stops it. */
const STOPPING: readonly Action[] = ['pause', 'cancel'];

/** True when it is too late to stop a campaign in this way. */
export const isTooLate = (action: Action, { handedOverAt }: Pick<Movable, 'handedOverAt'>): boolean =>
  STOPPING.includes(action) && handedOverAt instanceof Date;

/** What happens by itself: nobody can ask for it. */
const BY_ITSELF: readonly Action[] = ['start', 'finish', 'fail'];

/** What a person can do to a campaign now. What went out as one is not sent again to some: a copy of it can be sent. */
export const actionsIn = (campaign: Movable): Action[] =>
  (Object.keys(ACTIONS) as Action[]).filter(
    (action) =>
      decideTransition(campaign.state, action) !== null &&
      !BY_ITSELF.includes(action) &&
      !isBarred(action, campaign) &&
      !(action === 'retry' && campaign.way !== 'people'),
  );
