import { z } from 'zod';
import { getBot } from '../acts/act.js';
import { befriend } from '../acts/follow.js';
import { deleteAccount } from '../acts/other-acts.js';
import { link } from '../richmenus/link-routes.js';
import { USER_ID } from '../ids.js';
import type { Simulator } from '../simulator.js';
import { emptyBooks } from '../world/bot.js';
import type { Person } from '../world/person.js';
import { verb } from './verb.js';
import { presentBot, presentPerson } from './present.js';

const DEFAULT_PROVIDER = 'provider-1';

export const UserId = z.string().regex(USER_ID, 'A LINE user ID is U and 32 hexadecimal digits.');
const Quota = z.union([
  z.object({ type: z.literal('none') }),
  z.object({ type: z.literal('limited'), value: z.number().int().min(0) }),
]);
const JsonObjectSchema = z.record(z.string(), z.unknown());

const AddBot = z.object({
  channelId: z.string().min(1),
  channelSecret: z.string().min(1),
  accessToken: z.string().min(1),
  basicId: z.string().optional(),
  botUserId: UserId.optional(),
  displayName: z.string().optional(),
  providerId: z.string().optional(),
  webhookUrl: z.string().optional(),
  webhookRedelivery: z.boolean().optional(),
  quota: Quota.optional(),
  verified: z.boolean().optional(),
  loginChannelId: z.string().optional(),
  loginChannelSecret: z.string().optional(),
  liffId: z.string().optional(),
  chatMode: z.enum(['bot', 'chat']).optional(),
  membershipPlans: z.array(JsonObjectSchema).optional(),
});

const Demographics = z.object({
  gender: z.enum(['male', 'female']).optional(),
  age: z
    .string()
    .regex(/^age_\d+$/)
    .optional(),
  appType: z.enum(['ios', 'android']).optional(),
  area: z.string().optional(),
});

const AddPerson = z.object({
  userId: UserId.optional(),
  displayName: z.string().min(1),
  language: z.string().optional(),
  pictureUrl: z.string().optional(),
  statusMessage: z.string().optional(),
  demographics: Demographics.optional(),
  /** The provider that knows `userId`; without it, the first one the person meets. */
  providerId: z.string().optional(),
});

/** What there is before anybody acts. */
export const setupVerbs = {
  addBot: verb(AddBot, addBot),
  setWebhookUrl: verb(z.object({ channelId: z.string(), webhookUrl: z.string().nullable() }), (sim, input) => {
    const bot = getBot(sim, input.channelId);
    bot.webhookUrl = input.webhookUrl ?? undefined;
    sim.touch();
    return presentBot(bot);
  }),
  /** A LIFF app as LINE's console would make it; its page may stand on this machine. */
  setLiffApp: verb(
    z.object({ channelId: z.string(), liffId: z.string().min(1), url: z.url() }),
    (sim, { channelId, liffId, url }) => {
      const bot = getBot(sim, channelId);
      bot.liffId = liffId;
      bot.liffApps.set(liffId, {
        liffId,
        view: { type: 'full', url },
        scope: ['profile', 'openid'],
        botPrompt: 'none',
      });
      sim.touch();
      return presentBot(bot);
    },
  ),
  setQuota: verb(z.object({ channelId: z.string(), quota: Quota }), (sim, { channelId, quota }) => {
    getBot(sim, channelId).quota = quota;
  }),
  addPerson: verb(AddPerson, (sim, input) => presentPerson(addPerson(sim, input))),
  addPeople: verb(z.array(AddPerson), (sim, people) => people.map((input) => presentPerson(addPerson(sim, input)))),
  befriend: verb(z.object({ channelId: z.string(), userIds: z.array(UserId) }), befriend),
  /** Gives people another menu, or none, as somebody else who uses the channel might: no call of ours is counted. */
  linkMenu: verb(
    z.object({ channelId: z.string(), userIds: z.array(UserId), richMenuId: z.string().nullable() }),
    (sim, { channelId, userIds, richMenuId }) => {
      link(sim, getBot(sim, channelId), userIds, richMenuId ?? undefined);
      return { people: userIds.length };
    },
  ),
  deleteAccount: verb(z.object({ userId: UserId }), deleteAccount),
  registerAssertionKey: verb(
    z.object({ channelId: z.string(), kid: z.string(), publicKey: JsonObjectSchema }),
    (sim, { channelId, kid, publicKey }) => {
      getBot(sim, channelId).assertionKeys.set(kid, publicKey);
      return { kid };
    },
  ),
};

function addBot(sim: Simulator, input: z.output<typeof AddBot>) {
  const { verified, ...given } = input;
  const known = sim.world.bots.get(input.channelId);
  const fresh = {
    ...emptyBooks(),
    basicId: `@${input.channelId}`,
    botUserId: sim.ids.user(),
    displayName: 'Official account',
    providerId: DEFAULT_PROVIDER,
    isWebhookActive: true,
    webhookRedelivery: false,
    quota: { type: 'none' as const },
    isVerified: true,
    chatMode: 'bot' as const,
    markAsReadMode: input.chatMode === 'chat' ? ('manual' as const) : ('auto' as const),
  };
  if (known) sim.channelIdByToken.delete(known.accessToken);
  const bot = Object.assign(known ?? { ...fresh, ...given }, given, verified !== undefined && { isVerified: verified });
  sim.world.bots.set(bot.channelId, bot);
  sim.channelIdByToken.set(bot.accessToken, bot.channelId);
  sim.touch();
  return presentBot(bot);
}

function addPerson(sim: Simulator, { userId, providerId, ...given }: z.output<typeof AddPerson>): Person {
  sim.touch();
  const known =
    userId === undefined ? undefined : (sim.world.people.get(userId) ?? sim.world.peopleByOtherId.get(userId));
  if (known) return Object.assign(known, given, { demographics: { ...known.demographics, ...given.demographics } });
  const demographics = given.demographics ?? {};
  const person: Person = {
    ...given,
    userId: userId ?? sim.ids.user(),
    homeProviderId: providerId,
    demographics,
    isDeleted: false,
  };
  sim.world.people.set(person.userId, person);
  return person;
}
