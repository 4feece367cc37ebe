import { runCampaign } from './campaign.js';
import type { Figure } from './figure.js';
import { befriend, insertFriends } from './friends.js';
import { withInstallation } from './installation.js';

/** Seconds for the same message to everybody, from the start to the last accepted multicast. */
export const measureIdenticalCampaign: Figure = (services, { friends }) =>
  withInstallation(services, async (installation) => {
    await insertFriends(friends);
    await befriend(installation, friends);
    await installation.startWorker();
    const content = { messages: [{ type: 'text', text: 'The new scooter is in every store from Saturday.' }] };
    const { planningSeconds, sendingSeconds, calls } = await runCampaign(installation, content, friends);
    const common = { engine: services.engine, n: friends };
    return [
      { name: 'campaign-identical', value: planningSeconds + sendingSeconds, unit: 's', ...common },
      { name: 'campaign-identical-planning', value: planningSeconds, unit: 's', ...common },
      { name: 'campaign-identical-calls', value: calls, unit: 'multicasts', ...common },
    ];
  });
