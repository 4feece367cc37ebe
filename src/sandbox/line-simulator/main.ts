import { parseArgs } from 'node:util';
import { startLineSimulator } from './index.js';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    'data-port': { type: 'string' },
    state: { type: 'string' },
    phone: { type: 'string' },
    'no-rate-limits': { type: 'boolean', default: false },
  },
});

try {
  const dataPort = values['data-port'];
  const simulator = await startLineSimulator({
    port: Number(values.port),
    ...(dataPort !== undefined && { dataPort: Number(dataPort) }),
    ...(values.state !== undefined && { stateFile: values.state }),
    phoneFolder: values.phone,
    rateLimits: !values['no-rate-limits'],
  });
  console.log(`line simulator: ${simulator.url}`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void simulator.close());
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : cause);
  process.exitCode = 1;
}
