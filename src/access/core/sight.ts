import type { Rights } from './rights.js';

/** Whom a conversation or piece of work is assigned to, and which team it is of. */
export interface Assigned {
  assigneeId: string | null;
  teamId: string | null;
}

type Seeing = Pick<Rights, 'visibility' | 'teamIds'>;

/** Whether somebody sees a piece of work. What nobody and no team has is seen by every team, so that somebody can take it. */
export function sees({ visibility, teamIds }: Seeing, staffId: string | null, work: Assigned): boolean {
  if (visibility === 'all') return true;
  if (staffId !== null && work.assigneeId === staffId) return true;
  if (visibility === 'own') return false;
  return work.teamId === null ? work.assigneeId === null : teamIds.includes(work.teamId);
}

/** The same as a filter on documents with `assigneeId` and `teamId`; empty for who sees everything. */
export function sightFilter({ visibility, teamIds }: Seeing, staffId: string | null): object {
  if (visibility === 'all') return {};
  const own = staffId === null ? [] : [{ assigneeId: staffId }];
  const ofTeams = visibility === 'team' ? [{ teamId: { $in: teamIds } }, { teamId: null, assigneeId: null }] : [];
  const either = [...own, ...ofTeams];
  return either.length > 0 ? { $or: either } : { assigneeId: { $in: [] } };
}
