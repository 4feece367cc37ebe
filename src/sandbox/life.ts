import { PERSONAS } from './brand.js';
import { getFriendView } from './friend-view.js';
import type { System } from './system.js';

const EVERY_MS = 5_000;

type Persona = (typeof PERSONAS)[number];
type Act = (system: System, persona: Persona, round: number) => Promise<unknown>;

const WORDS: Record<Persona['language'], { offer: string; ride: string; thanks: string }> = {
  'zh-TW': { offer: '最近有優惠嗎？', ride: '我想試乘', thanks: '謝謝！' },
  ja: { offer: 'クーポンはありますか？', ride: '試乗したいです', thanks: 'ありがとう！' },
  en: { offer: 'Is there an offer?', ride: 'I would like a test ride', thanks: 'Thank you!' },
  th: { offer: 'มีส่วนลดไหม', ride: 'อยากทดลองขับ', thanks: 'ขอบคุณ!' },
};

const place = ({ secrets }: System, { userId }: Persona) => ({ channelId: secrets.channelId, userId });
const say =
  (kind: 'offer' | 'ride' | 'thanks'): Act =>
  (system, persona) =>
    system.line.control.sendText({ ...place(system, persona), text: WORDS[persona.language][kind] });

const beFriend: Act = async (system, persona) => {
  const { channelId, userId } = place(system, persona);
  const { relations } = await system.line.control.person(userId);
  const here = relations.find((relation) => relation.channelId === channelId);
  if (!here?.isFriend || here.isBlocked) await system.line.control.follow({ channelId, userId });
};

const block: Act = (system, persona) => system.line.control.block(place(system, persona));
const tap: Act = (system, persona) => system.line.control.tapMenuArea({ ...place(system, persona), index: 0 });

const proveOwnership: Act = async (system, persona, round) => {
  const { code } = await system.api.post<{ code: string }>('/api/v1/ownership-codes', {
    serial: `SCOOTER-${persona.userId.slice(-4)}-${round}`,
    model: 'City 125',
  });
  await system.line.control.sendText({ ...place(system, persona), text: code });
};

const buy: Act = async (system, persona, round) => {
  const { id } = await getFriendView(system, persona.userId);
  await system.api.post(`/api/v1/friends/${id}/orders`, {
    externalId: `life-${round}`,
    totalMinor: 150_000,
    currency: 'TWD',
  });
};

const visitService: Act = async (system, persona, round) => {
  const { id } = await getFriendView(system, persona.userId);
  await system.api.post(`/api/v1/friends/${id}/activities`, { kind: 'service.visited', externalId: `life-${round}` });
};

const answerSurvey: Act = (system, persona, round) =>
  system.line.control.tapQuickReply({ ...place(system, persona), index: round % 3 === 0 ? 0 : 4 });

/** One life with the brand: come, look around, buy, be served, go quiet, come back. */
const LIFE: Act[] = [
  beFriend,
  tap,
  say('offer'),
  say('ride'),
  proveOwnership,
  buy,
  visitService,
  answerSurvey,
  say('thanks'),
  block,
];

/** Makes every persona a friend who is none yet, or none any more. */
export async function seedFriends(system: System): Promise<void> {
  for (const persona of PERSONAS) await beFriend(system, persona, 0);
}

/** Keeps the personas busy, one small act every few seconds, each at another point of their life with the brand. */
export function startLife(system: System): () => void {
  let turn = 0;
  const actOnce = async () => {
    const persona = PERSONAS[turn % PERSONAS.length];
    const step = Math.floor(turn / PERSONAS.length);
    const act = LIFE[step % LIFE.length];
    turn += 1;
    if (persona && act) await act(system, persona, Math.floor(step / LIFE.length));
  };
  const timer = setInterval(() => {
    // Somebody without a menu to tap, or a question to answer, simply waits for the next turn.
    actOnce().catch((error: unknown) =>
      process.stdout.write(`  (a persona waits: ${error instanceof Error ? error.message : String(error)})\n`),
    );
  }, EVERY_MS);
  return () => clearInterval(timer);
}
