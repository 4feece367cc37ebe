import { parseArgs } from 'node:util';
import { measureAcknowledgement } from './acknowledgement.js';
import { measureIdenticalCampaign } from './campaign-identical.js';
import { measurePersonalisedCampaign } from './campaign-personalised.js';
import { measureConsole } from './console.js';
import type { Figure } from './figure.js';
import { measureHandling } from './handling.js';
import { measureInbox } from './inbox.js';
import { measureMenuChange } from './menu-change.js';
import { measureOwnerMenu } from './owner-menu.js';
import { formatLine, formatTable, type BenchResult } from './result.js';
import { measureSegmentCount } from './segment-count.js';
import { startServices } from './services.js';
import { measureWebhookIntake } from './webhook-intake.js';

const FIGURES: Record<string, Figure> = {
  'webhook-intake': measureWebhookIntake,
  acknowledgement: measureAcknowledgement,
  'event-handling': measureHandling,
  'campaign-identical': measureIdenticalCampaign,
  'campaign-personalised': measurePersonalisedCampaign,
  'menu-change': measureMenuChange,
  'owner-menu': measureOwnerMenu,
  'segment-count': measureSegmentCount,
  inbox: measureInbox,
  console: measureConsole,
};

/** `npm run bench`: measures every figure, or those named with `--only`; `--json` prints one object per line. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: Object.keys(FIGURES) },
      friends: { type: 'string', default: '20000' },
      conversations: { type: 'string', default: '5000' },
      'segment-friends': { type: 'string', multiple: true, default: ['10000', '100000'] },
    },
  });
  const friends = countOf('--friends', values.friends);
  const segmentFriends = values['segment-friends'].map((given) => countOf('--segment-friends', given));
  const conversations = countOf('--conversations', values.conversations);
  const unknown = values.only.find((name) => !Object.hasOwn(FIGURES, name));
  if (unknown !== undefined)
    throw new Error(`There is no figure ${unknown}; there are ${Object.keys(FIGURES).join(', ')}.`);

  const results: BenchResult[] = [];
  const services = await startServices();
  try {
    for (const [name, measure] of Object.entries(FIGURES)) {
      if (!values.only.includes(name)) continue;
      if (!values.json) console.log(`${name} ...`);
      // One figure that fails takes no other with it.
      const measured = await measure(services, { friends, segmentFriends, conversations }).catch((error: unknown) =>
        report(`${name}: `, error),
      );
      for (const result of measured ?? []) {
        results.push(result);
        if (values.json) console.log(formatLine(result));
      }
    }
  } finally {
    await services.stop();
  }
  if (!values.json) console.log(`\n${formatTable(results)}`);
}

function countOf(option: string, given: string): number {
  const count = Number(given);
  if (!Number.isInteger(count) || count < 1) throw new Error(`${option} must be a whole number above 0, not ${given}.`);
  return count;
}

function report(where: string, error: unknown): void {
  console.error(`${where}${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

await main().catch((error: unknown) => report('', error));
