import type { Control } from '../src/sandbox/line-simulator/index.js';
import type { Audience } from './audience.js';

/** What became of an audience, by the ledger of LINE's simulator. */
export interface Verdict {
  /** Friends who did not see it. */
  lost: number;
  /** Friends who saw it more than once. */
  twice: number;
  /** Messages that LINE bills for them. */
  billed: number;
}

/** Looks who of an audience saw how much. Every send that LINE accepted counts, whoever sent it and for whatever reason. */
export async function judge(
  control: Pick<Control, 'ledger'>,
  channelId: string,
  { lineUserIds }: Pick<Audience, 'lineUserIds'>,
): Promise<Verdict> {
  const { accepted, droppedRows } = await control.ledger({ channelId });
  if (droppedRows > 0) throw new Error(`LINE's ledger has forgotten ${droppedRows} sends; it can prove nothing.`);
  const times = new Map(lineUserIds.map((lineUserId) => [lineUserId, 0]));
  let billed = 0;
  for (const send of accepted) {
    // No send reaches two audiences.
    if (send.recipients.some((lineUserId) => times.has(lineUserId))) billed += send.billed;
    for (const lineUserId of send.recipients) {
      const seen = times.get(lineUserId);
      if (seen !== undefined) times.set(lineUserId, seen + 1);
    }
  }
  const counts = [...times.values()];
  return {
    lost: counts.filter((count) => count === 0).length,
    twice: counts.filter((count) => count > 1).length,
    billed,
  };
}
