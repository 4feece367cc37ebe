import { groupDeliveries } from '../deliveries/index.js';
import type { Campaign } from './campaign.model.js';
import type { ArmRate } from './core/experiment.js';
import { measureResponses } from './measure-responses.js';

/** How each arm of a split test did among those who got it, in the order of the arms. */
export async function measureArms(campaign: Campaign, by: 'click' | 'conversion'): Promise<ArmRate[]> {
  const [groups, responses] = await Promise.all([groupDeliveries(campaign._id), measureResponses(campaign)]);
  return (campaign.test?.arms ?? []).map(({ key }) => {
    const accepted = groups.filter(({ arm, state }) => arm === key && state === 'accepted');
    const found = responses.find(({ arm }) => arm === key);
    return {
      arm: key,
      total: accepted.reduce((sum, { count }) => sum + count, 0),
      succeeded: (by === 'click' ? found?.clicked : found?.converted) ?? 0,
    };
  });
}
