import * as client from 'openid-client';
import { AppError } from '../errors.js';

/** Where people of the brand sign in, by OpenID Connect. */
export interface OidcProvider {
  /** Where to send a browser, and what has to be remembered until it is back. */
  begin(): Promise<{ url: string; pending: PendingSignIn }>;
  /** Who came back; rejects with `unauthorized` unless the provider said so, to us, for this sign-in and just now. */
  finish(query: URLSearchParams, pending: PendingSignIn): Promise<OidcPerson>;
}

export interface PendingSignIn {
  state: string;
  nonce: string;
  verifier: string;
}

export interface OidcPerson {
  /** The provider's own name for the person; it stays when the address changes. */
  subject: string;
  email: string | null;
  isEmailVerified: boolean;
}

const TIMEOUT_SECONDS = 10;

/** A provider found by discovery, asked with PKCE, state and nonce. Its signature on the ID token is checked, over TLS too. */
export function createOidcProvider(given: {
  issuer: string;
  clientId: string;
  clientSecret: string;
  redirectUri: string;
}): OidcProvider {
  let found: Promise<client.Configuration> | undefined;
  const configuration = async () => {
    found ??= discover(given);
    try {
      return await found;
    } catch (cause) {
      found = undefined;
      throw new AppError('provider_unavailable', `${given.issuer} does not answer; try again.`, undefined, { cause });
    }
  };
  return {
    async begin() {
      const pending = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
      };
      const url = client.buildAuthorizationUrl(await configuration(), {
        redirect_uri: given.redirectUri,
        scope: 'openid email',
        code_challenge: await client.calculatePKCECodeChallenge(pending.verifier),
        code_challenge_method: 'S256',
        state: pending.state,
        nonce: pending.nonce,
      });
      return { url: url.href, pending };
    },
    async finish(query, { state, nonce, verifier }) {
      const config = await configuration();
      const current = new URL(`${given.redirectUri}?${query.toString()}`);
      try {
        const tokens = await client.authorizationCodeGrant(config, current, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        return {
          subject: claims?.sub ?? '',
          email: typeof claims?.['email'] === 'string' ? claims['email'] : null,
          isEmailVerified: claims?.['email_verified'] === true,
        };
      } catch (cause) {
        throw new AppError('unauthorized', 'The sign-in at the provider was not accepted; begin anew.', undefined, {
          cause,
        });
      }
    },
  };
}

async function discover({
  issuer,
  clientId,
  clientSecret,
}: {
  issuer: string;
  clientId: string;
  clientSecret: string;
}) {
  const isPlain = issuer.startsWith('http:');
  const config = await client.discovery(new URL(issuer), clientId, clientSecret, undefined, {
    timeout: TIMEOUT_SECONDS,
    execute: isPlain ? [client.allowInsecureRequests] : [],
  });
  client.enableNonRepudiationChecks(config);
  return config;
}
