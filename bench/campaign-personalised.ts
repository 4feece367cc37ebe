import { runCampaign } from './campaign.js';
import type { Figure } from './figure.js';
import { befriend, insertFriends } from './friends.js';
import { withInstallation } from './installation.js';

const FRIENDS = 20_000;

/** Pushes a second of a message with each friend's name, against LINE's real rates: one refused call and there is no figure. */
export const measurePersonalisedCampaign: Figure = (services) =>
  withInstallation(services, async (installation) => {
    await insertFriends(FRIENDS);
    await befriend(installation, FRIENDS);
    await installation.startWorker();
    const { sendingSeconds } = await runCampaign(installation, { template: 'greeting', values: {} }, FRIENDS);
    return [
      {
        name: 'campaign-personalised',
        value: FRIENDS / sendingSeconds,
        unit: 'pushes/s',
        engine: services.engine,
        n: FRIENDS,
      },
    ];
  });
