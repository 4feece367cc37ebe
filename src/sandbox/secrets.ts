import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

const Secrets = z.object({
  appSecret: z.string(),
  apiKey: z.string(),
  channelId: z.string(),
  channelSecret: z.string(),
  accessToken: z.string(),
  loginChannelId: z.string(),
});
export type Secrets = z.infer<typeof Secrets>;

/** The LIFF app beside the LINE Login channel. */
export const liffIdOf = ({ loginChannelId }: Pick<Secrets, 'loginChannelId'>) => `${loginChannelId}-sandbox1`;

/** Who owns the sandbox; the API key is the password, so there is one secret to copy. */
export const OWNER_EMAIL = 'owner@example.com';

const token = (bytes: number) => randomBytes(bytes).toString('base64url');

/** The sandbox's own secrets: made at the first start, kept in its folder, never anybody's real ones. */
export async function readSecrets(file: string): Promise<{ secrets: Secrets; areNew: boolean }> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text !== null) return { secrets: Secrets.parse(JSON.parse(text)), areNew: false };
  const made: Secrets = {
    appSecret: token(32),
    apiKey: `ll_${token(24)}`,
    channelId: '2000000001',
    channelSecret: randomBytes(16).toString('hex'),
    accessToken: token(48),
    loginChannelId: '2000000002',
  };
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(made, null, 2), { mode: 0o600 });
  return { secrets: made, areNew: true };
}
