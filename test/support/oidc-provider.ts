import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';

export const CLIENT_ID = 'lifeline';
export const CLIENT_SECRET = 'the secret of lifeline at the provider';

/** What the next ID token says other than it should, or by which key it is signed. */
export interface Deviation {
  claims?: Record<string, unknown>;
  signedBy?: 'somebody else';
  expired?: true;
}

/** A provider of sign-ins over HTTP: discovery, one person who agrees to everything, codes with PKCE, signed ID tokens. */
export interface OidcProvider {
  issuer: string;
  /** Who is signed in at the provider. */
  person: { sub: string; email: string; email_verified: boolean };
  deviation: Deviation;
  close(): Promise<void>;
}

export async function startOidcProvider(): Promise<OidcProvider> {
  const [own, foreign] = [await generateKeyPair('RS256'), await generateKeyPair('RS256')];
  const publicKey = { ...(await exportJWK(own.publicKey)), kid: 'own', alg: 'RS256', use: 'sig' };
  const codes = new Map<string, { challenge: string; nonce: string; redirectUri: string }>();
  const server = createServer((req, res) => void answer(req, res));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider: OidcProvider = {
    issuer,
    person: { sub: 'person-1', email: 'robin@example.com', email_verified: true },
    deviation: {},
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };

  const json = (res: ServerResponse, status: number, body: object) =>
    res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

  async function answer(req: IncomingMessage, res: ServerResponse) {
    const url = new URL(req.url ?? '/', issuer);
    if (url.pathname === '/.well-known/openid-configuration')
      return json(res, 200, {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
        code_challenge_methods_supported: ['S256'],
      });
    if (url.pathname === '/keys') return json(res, 200, { keys: [publicKey] });
    if (url.pathname === '/authorize') return authorize(url.searchParams, res);
    if (url.pathname === '/token') return token(new URLSearchParams(await read(req)), req, res);
    return json(res, 404, {});
  }

  function authorize(asked: URLSearchParams, res: ServerResponse) {
    const redirectUri = asked.get('redirect_uri') ?? '';
    const code = `code-${codes.size + 1}`;
    codes.set(code, { challenge: asked.get('code_challenge') ?? '', nonce: asked.get('nonce') ?? '', redirectUri });
    const back = new URL(redirectUri);
    back.searchParams.set('code', code);
    back.searchParams.set('state', asked.get('state') ?? '');
    return res.writeHead(302, { location: back.href }).end();
  }

  async function token(given: URLSearchParams, req: IncomingMessage, res: ServerResponse) {
    const code = given.get('code') ?? '';
    const issued = codes.get(code);
    codes.delete(code);
    const challenge = createHash('sha256')
      .update(given.get('code_verifier') ?? '')
      .digest('base64url');
    const isClient =
      given.get('client_secret') === CLIENT_SECRET || (req.headers.authorization ?? '').startsWith('Basic ');
    if (!issued || !isClient || challenge !== issued.challenge || given.get('redirect_uri') !== issued.redirectUri)
      return json(res, 400, { error: 'invalid_grant' });
    const { claims = {}, signedBy, expired } = provider.deviation;
    const now = Math.floor(Date.now() / 1_000) - (expired ? 3_600 : 0);
    const key: CryptoKey = signedBy === undefined ? own.privateKey : foreign.privateKey;
    const idToken = await new SignJWT({
      iss: issuer,
      aud: CLIENT_ID,
      iat: now,
      exp: now + 300,
      nonce: issued.nonce,
      ...provider.person,
      ...claims,
    })
      .setProtectedHeader({ alg: 'RS256', kid: 'own' })
      .sign(key);
    return json(res, 200, { access_token: 'access', token_type: 'Bearer', expires_in: 300, id_token: idToken });
  }
  return provider;
}

async function read(req: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of req) text += String(chunk);
  return text;
}
