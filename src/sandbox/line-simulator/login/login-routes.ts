import { compactVerify, decodeJwt } from 'jose';
import { LineError, OAuthError, UNAUTHENTICATED } from '../http/line-error.js';
import { type Answer, type Call, type Route, ok, openRoute } from '../http/route.js';
import { type JsonObject, asText, isObject } from '../json.js';
import type { Simulator } from '../simulator.js';
import { formOf } from '../tokens/form.js';
import { isValid } from '../tokens/issue-token.js';
import type { Bot } from '../world/bot.js';
import type { Person } from '../world/person.js';
import { type IssuedToken, findPerson } from '../world/world.js';
import { botOfLogin } from './issue.js';
import { ID_TOKEN_ISSUER, publicLoginKey, verificationKey } from './keys.js';

/** LINE Login's own limits are not published: none apply. */
const free = { rate: undefined };

/** What a business's server asks LINE Login about the person in front of its page. */
export const loginRoutes: Route[] = [
  openRoute('POST /oauth2/v2.1/verify', verifyIdToken, { ...free, body: 'form' }),
  openRoute('GET /oauth2/v2.1/certs', async (sim) => ok({ keys: [await publicLoginKey(sim)] }), free),
  openRoute(
    'GET /v2/profile',
    (sim, call) => {
      const { person, userId } = getCaller(sim, call, 'profile');
      const { displayName, pictureUrl, statusMessage } = person;
      return ok({ userId, displayName, pictureUrl, statusMessage });
    },
    free,
  ),
  openRoute('GET /oauth2/v2.1/userinfo', userInfo, free),
  openRoute('POST /oauth2/v2.1/userinfo', userInfo, { ...free, body: 'binary' }),
  openRoute(
    'GET /friendship/v1/status',
    (sim, call) => {
      const { bot, userId } = getCaller(sim, call, 'profile');
      const relation = bot.relations.get(userId);
      return ok({ friendFlag: relation !== undefined && relation.isFriend && !relation.isBlocked });
    },
    free,
  ),
  openRoute('POST /user/v1/deauthorize', deauthorize, free),
];

/** Signature, issuer, expiry, audience, nonce, subject: the first that is wrong is named. LINE prints no status; 400. */
async function verifyIdToken(sim: Simulator, { body }: Call): Promise<Answer> {
  const fields = formOf(body);
  const claims = await claimsOf(sim, fields['id_token'] ?? '');
  const now = Math.floor(sim.clock.now() / 1_000);
  if (claims['iss'] !== ID_TOKEN_ISSUER) throw refuse('Invalid IdToken Issuer.');
  if (Number(claims['exp']) <= now) throw refuse('IdToken expired.');
  if (claims['aud'] !== fields['client_id']) throw refuse('Invalid IdToken Audience.');
  if (fields['nonce'] !== undefined && claims['nonce'] !== fields['nonce']) throw refuse('Invalid IdToken Nonce.');
  const subject = fields['user_id'];
  if (subject !== undefined && claims['sub'] !== subject) throw refuse('Invalid IdToken Subject Identifier.');
  return ok(claims);
}

async function claimsOf(sim: Simulator, idToken: string): Promise<JsonObject> {
  try {
    await compactVerify(idToken, await verificationKey(sim));
    return decodeJwt(idToken);
  } catch {
    // Whatever is wrong with it, LINE says this one sentence.
    throw refuse('Invalid IdToken.');
  }
}

function userInfo(sim: Simulator, call: Call): Answer {
  const { person, userId } = getCaller(sim, call, 'openid');
  return ok({ sub: userId, name: person.displayName, picture: person.pictureUrl });
}

/** Ends all tokens of a person in a LINE Login channel. */
function deauthorize(sim: Simulator, { body }: Call): Answer {
  const name = (isObject(body) ? asText(body['userAccessToken']) : undefined) ?? '';
  const found = sim.world.tokens.get(name);
  if (!found || !isValid(found, sim.clock.now())) throw new LineError(400, 'invalid access token');
  for (const token of sim.world.tokens.values()) {
    if (token.userId === found.userId && token.channelId === found.channelId) token.revokedAt = sim.clock.now();
  }
  return { status: 204 };
}

interface Caller {
  token: IssuedToken;
  bot: Bot;
  person: Person;
  userId: string;
}

function getCaller(sim: Simulator, { headers }: Call, scope: string): Caller {
  const name = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
  const token = sim.world.tokens.get(name);
  const bot = token && botOfLogin(sim, token.channelId);
  const person = token?.userId === undefined ? undefined : findPerson(sim.world, token.userId);
  if (token?.kind !== 'login' || !isValid(token, sim.clock.now()) || !bot || !person) {
    throw new LineError(401, UNAUTHENTICATED);
  }
  if (!token.scope?.split(' ').includes(scope)) throw new LineError(403, 'The access token has no such scope');
  return { token, bot, person, userId: token.userId ?? '' };
}

const refuse = (description: string) => new OAuthError(400, 'invalid_request', description);
