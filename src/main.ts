import { ROLES, startApp, type Role } from './app.js';
import { loadConfig } from './config.js';
import { AppError, InvalidInputError } from './errors.js';

/** Starts the roles named on the command line (`server`, `worker`; none means both) and stops them on a signal. */
async function main(): Promise<void> {
  const named = process.argv.slice(2);
  const unknown = named.find((name) => !ROLES.some((role) => role === name));
  if (unknown !== undefined)
    throw new InvalidInputError('invalid_input', `Unknown role ${unknown}; roles are ${ROLES.join(' and ')}.`);
  const roles = named.length > 0 ? (named as Role[]) : ROLES;
  const app = await startApp(loadConfig(), roles);
  app.ctx.log.info({ roles, port: app.port }, 'started');

  let stopping = false;
  const stop = (signal: string) => {
    if (stopping) return;
    stopping = true;
    app.ctx.log.info({ signal }, 'stopping');
    app.close().then(
      () => process.exit(0),
      (err: unknown) => {
        app.ctx.log.error({ err }, 'stopped with an error');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

main().catch((error: unknown) => {
  const text =
    error instanceof AppError ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
});
