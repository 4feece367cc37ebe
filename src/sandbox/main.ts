import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findFreePort } from '../../.ci/free-port.mjs';
import { loadSandboxSettings } from '../config.js';
import { PERSONAS } from './brand.js';
import { seedFriends, startLife } from './life.js';
import type { Happening } from './line-simulator/index.js';
import { OWNER_EMAIL } from './secrets.js';
import { seedBrand } from './seed.js';
import { tellStory } from './story.js';
import { startSystem, type System } from './system.js';

const LINE_PORT = 4010;
const NAME = 'lifeline-sandbox';
const CHECK_NAME = 'lifeline-check';

const say = (text: string) => process.stdout.write(`${text}\n`);

/** `npm run demo`: the whole product on this machine. `--check` plays the story and exits; `--fresh` starts over. */
async function main(): Promise<void> {
  const flags = process.argv.slice(2);
  const unknown = flags.find((flag) => flag !== '--check' && flag !== '--fresh');
  if (unknown !== undefined) throw new Error(`Unknown option ${unknown}; options are --check and --fresh.`);
  if (flags.includes('--check')) process.exitCode = await check();
  else await stayUp(flags.includes('--fresh'));
}

/** Plays the story in a folder of its own; 0 when every step held. */
async function check(): Promise<number> {
  const dir = await mkdtemp(join(tmpdir(), 'lifeline-check-'));
  const system = await startSystem({ dir, port: await findFreePort(), linePort: 0, name: CHECK_NAME, isFresh: true });
  try {
    await seedBrand(system);
    for (const [index, step] of tellStory(system).entries()) {
      const startedAt = Date.now();
      try {
        const outcome = await step.run();
        say(`ok ${index + 1}  ${step.name}: ${outcome} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`);
      } catch (error) {
        say(`not ok ${index + 1}  ${step.name}: ${error instanceof Error ? error.message : String(error)}`);
        say(`      logs are in ${dir}`);
        return 1;
      }
    }
    await system.stop();
    await rm(dir, { recursive: true, force: true });
    return 0;
  } finally {
    await system.stop();
  }
}

async function stayUp(isFresh: boolean): Promise<void> {
  const { PORT: port, PUBLIC_BASE_URL: publicUrl, DATA_DIR: dataDir } = loadSandboxSettings();
  const dir = resolve(dataDir, 'sandbox');
  if (isFresh) await rm(dir, { recursive: true, force: true });
  await requireFreePort(port, 'PORT');
  const names = new Map<string, string>(PERSONAS.map(({ userId, displayName }) => [userId, displayName]));
  const system = await startSystem({
    dir,
    port,
    publicUrl,
    linePort: LINE_PORT,
    name: NAME,
    isFresh,
    onHappening: (happening) => tell(happening, names),
    onTextMessage: ({ to, text }) => say(`  ${timeNow()}  SMS to ${to}: ${text}`),
  });
  await seedBrand(system);
  introduce(system, dir);
  await seedFriends(system);
  const endLife = startLife(system);
  let isStopping = false;
  const stop = () => {
    if (isStopping) return;
    isStopping = true;
    say('\nStopping...');
    endLife();
    void system.stop().then(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

/** Said before anything starts, so that it is the one line that explains. */
async function requireFreePort(port: number, setting: string): Promise<void> {
  const probe = createServer();
  const error = await new Promise<NodeJS.ErrnoException | null>((done) => {
    probe.once('error', done);
    probe.listen(port, () => done(null));
  });
  if (error?.code === 'EADDRINUSE')
    throw new Error(`Port ${port} is taken. Stop what uses it, or set ${setting} to another one.`);
  if (error) throw error;
  await new Promise((done) => probe.close(done));
}

function introduce({ baseUrl, line, secrets }: System, dir: string): void {
  say(`
Lifeline is running.

  console                    ${baseUrl}
  sign in as                 ${OWNER_EMAIL}, with the API key as password
  API and its documentation  ${baseUrl}/docs
  API key                    ${secrets.apiKey}
  LINE simulator             ${line.url}
  phones of the friends      ${line.url}/phone
  data and logs              ${dir}

Try it:
  curl -H 'authorization: Bearer ${secrets.apiKey}' ${baseUrl}/api/v1/friends

What happens, as it happens (Ctrl-C stops; the next start keeps everything, -- --fresh starts over):
`);
}

const timeNow = () => new Date().toLocaleTimeString('en-GB');

/** Only the personas: the rest is counted by the API. */
function tell({ kind, userId, text }: Happening, names: Map<string, string>): void {
  const name = userId === undefined ? undefined : names.get(userId);
  if (name === undefined || kind === 'call') return;
  const arrow = { seen: '<-', did: '->', menu: '[]' }[kind];
  const [firstLine] = text.split('\n');
  say(`  ${timeNow()}  ${arrow} ${name}: ${firstLine}`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
