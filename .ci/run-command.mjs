import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top of the repository. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** The environment with the tools of node_modules on the PATH, as npm sets it for scripts. */
export function withTools(environment) {
  const path = [join(ROOT, 'node_modules', '.bin'), environment.PATH].filter(Boolean).join(delimiter);
  return { ...environment, PATH: path };
}

/** Runs a command in the repository and resolves to its exit code and everything that it printed. */
export function runAndCapture(command, args, { env = process.env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, env: withTools(env), stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    child.on('error', (err) => reject(new Error(`${command} cannot be started: ${err.message}`, { cause: err })));
    child.on('close', (code, signal) => resolve({ code: code ?? signal, output: Buffer.concat(chunks).toString() }));
  });
}

/** Runs a command quietly; when it fails, the error carries its full output. */
export async function run(command, args, options) {
  const { code, output } = await runAndCapture(command, args, options);
  if (code !== 0) throw new Error(`${output}\n${[command, ...args].join(' ')} ended with ${code}.`);
  return output;
}
