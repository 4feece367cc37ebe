import { timeBarePushes } from './bare-sends.js';
import { runCampaign } from './campaign.js';
import type { Figure } from './figure.js';
import { befriend, insertFriends } from './friends.js';
import { withInstallation } from './installation.js';
import { lineUserId } from './signed-webhooks.js';

const FRIENDS = 20_000;
const BARE = 5_000;

/**
 * Pushes a second of a message with each friend's name, against LINE's real rates: one refused call and there is no figure.
 * Beside it what LINE's SDK alone pushes, in one process that asks, stores and limits nothing.
 */
export const measurePersonalisedCampaign: Figure = (services) =>
  withInstallation(services, async (installation) => {
    await insertFriends(FRIENDS);
    await befriend(installation, FRIENDS);
    await installation.startWorker();
    const { sendingSeconds } = await runCampaign(installation, { template: 'greeting', values: {} }, FRIENDS);
    const people = Array.from({ length: BARE }, (_, number) => lineUserId(number));
    const bare = BARE / (await timeBarePushes(installation.line, people));
    const value = FRIENDS / sendingSeconds;
    const common = { unit: 'pushes/s' };
    return [
      { name: 'bare-pushes', value: bare, engine: 'none', n: BARE, ...common },
      {
        name: 'campaign-personalised',
        value,
        ratio: value / bare,
        against: 'bare-pushes',
        engine: services.engine,
        n: FRIENDS,
        ...common,
      },
    ];
  });
