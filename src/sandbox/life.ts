import { PERSONAS } from './brand.js';
import type { System } from './system.js';

const EVERY_MS = 6_000;

/** Keeps the personas busy: they follow, chat, tap, go quiet and come back, one small act every few seconds. */
export function startLife({ line, secrets }: System): () => void {
  const { channelId } = secrets;
  const { control } = line;
  const sayings = ['試乘', 'Any offer?', '請問最近的門市', 'test ride please', '試乗したいです', 'ขอบคุณ'];
  let turn = 0;
  const actOnce = async () => {
    const persona = PERSONAS[turn % PERSONAS.length];
    const kind = Math.floor(turn / PERSONAS.length) % 4;
    turn += 1;
    if (!persona) return;
    const { userId } = persona;
    const { relations } = await control.person(userId);
    const relation = relations.find((one) => one.channelId === channelId);
    if (!relation?.isFriend || relation.isBlocked) await control.follow({ channelId, userId });
    else if (kind === 1) await control.tapMenuArea({ channelId, userId, index: 0 });
    else await control.sendText({ channelId, userId, text: sayings[turn % sayings.length] ?? 'hello' });
  };
  const timer = setInterval(() => {
    // A persona who cannot act, with no menu to tap yet, simply waits for the next turn.
    actOnce().catch((error: unknown) => process.stdout.write(`  (a persona waits: ${String(error)})\n`));
  }, EVERY_MS);
  return () => clearInterval(timer);
}
