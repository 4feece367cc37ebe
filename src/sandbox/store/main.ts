import { parseArgs } from 'node:util';
import { startStore } from './index.js';

const { values } = parseArgs({
  options: {
    path: { type: 'string' },
    port: { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    flush: { type: 'boolean', default: false },
  },
});

const port = Number(values.port);
if (values.path === undefined || !Number.isInteger(port)) {
  console.error('Usage: main.js --path DIR [--port N] [--host ADDRESS] [--flush]');
  process.exit(2);
}

try {
  const store = await startStore({ path: values.path, port, host: values.host, flushEachCommit: values.flush });
  const stop = (): void => {
    store.close().then(
      () => process.exit(0),
      (cause: unknown) => {
        console.error(cause);
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  console.log(`store: ${store.uri}`);
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : cause);
  process.exit(1);
}
