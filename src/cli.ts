#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { startApp, type App } from './app.js';
import { loadConfig } from './config.js';
import { AppError, InvalidInputError } from './errors.js';
import { createLogger } from './infra/logger.js';
import { LineError } from './line/errors.js';
import { resealSecrets } from './reseal-secrets.js';
import { MENU_COMMANDS, runMenuCommand, type MenuCommand, type Said } from './richmenus/index.js';

const USAGE = `lifeline richmenus plan | apply | status [--channel <channel ID>] [--json]
       lifeline secrets reseal [--json]`;

const RESEAL = 'reseal';

interface Asked {
  command: MenuCommand | typeof RESEAL;
  channelId: string | undefined;
  asJson: boolean;
}

/** Reads the command line; throws InvalidInputError that names what is wrong with it and how it is used. */
function readArguments(given: string[]): Asked {
  try {
    const { values, positionals } = parseArgs({
      args: given,
      allowPositionals: true,
      options: { channel: { type: 'string' }, json: { type: 'boolean', default: false } },
    });
    const [topic, named, ...rest] = positionals;
    const isReseal = topic === 'secrets' && named === RESEAL && rest.length === 0;
    if (isReseal) return { command: RESEAL, channelId: undefined, asJson: values.json };
    const command = MENU_COMMANDS.find((one) => one === named);
    if (topic !== 'richmenus' || command === undefined || rest.length > 0)
      throw new InvalidInputError('invalid_input', `${JSON.stringify(positionals.join(' '))} is no command.`);
    return { command, channelId: values.channel, asJson: values.json };
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidInputError('invalid_input', `${said}\nUsage: ${USAGE}`, undefined, { cause });
  }
}

/** Seals anew what an earlier APP_SECRET sealed. Starting has done it already when that one is set; this says that nothing is left. */
async function resealCommand(app: App, asJson: boolean): Promise<number> {
  try {
    const resealed = await resealSecrets(app.ctx.secrets);
    const lines = Object.entries(resealed).map(([name, count]) => `${name}: ${count} sealed anew`);
    process.stdout.write(
      asJson ? `${JSON.stringify({ resealed })}\n` : `${lines.join('\n')}\nEverything is sealed by APP_SECRET.\n`,
    );
  } finally {
    await app.close();
  }
  return 0;
}

/** Runs one command with the settings of the server, which need not run, and resolves to the exit code. */
async function main(): Promise<number> {
  const { command, channelId, asJson } = readArguments(process.argv.slice(2));
  const app = await startApp(loadConfig(), [], { log: createLogger('silent', 'cli') });
  if (command === RESEAL) return resealCommand(app, asJson);
  const all: Said[] = [];
  try {
    await runMenuCommand(app.ctx, command, channelId, (said) => {
      all.push(said);
      if (!asJson) process.stdout.write(`Channel ${said.channelId}\n${said.text}`);
    });
  } finally {
    await app.close();
  }
  if (asJson) {
    const channels = all.map(({ channelId: id, json }) => ({ channelId: id, ...json }));
    process.stdout.write(`${JSON.stringify({ channels }, null, 2)}\n`);
  }
  const codes = all.map(({ exitCode }) => exitCode);
  return codes.includes(1) ? 1 : Math.max(0, ...codes);
}

main().then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    const isSaid = error instanceof AppError || error instanceof LineError;
    const text = isSaid ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`${text}\n`);
    process.exitCode = 1;
  },
);
