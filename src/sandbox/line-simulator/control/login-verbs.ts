import { z } from 'zod';
import { issueAccessToken, issueAuthorizationCode, issueIdToken } from '../login/issue.js';
import { UserId } from './setup-verbs.js';
import { verb } from './verb.js';

const Grant = z.object({
  userId: UserId,
  channelId: z.string().optional(),
  loginChannelId: z.string().optional(),
  /** May be negative, for a token that has expired already. */
  expiresInSeconds: z.number().optional(),
  nonce: z.string().optional(),
  scope: z.string().optional(),
});

/** What LINE Login and LIFF give a person's app. */
export const loginVerbs = {
  idToken: verb(Grant, issueIdToken),
  accessToken: verb(Grant, issueAccessToken),
  authorizationCode: verb(
    Grant.extend({ redirectUri: z.string(), codeChallenge: z.string().optional() }),
    issueAuthorizationCode,
  ),
};
