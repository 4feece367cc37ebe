import { ServicePolicy } from '../../src/hours/core/service-policy.js';

const business = (minutes: number) => ({ minutes, time: 'business' as const });

/** First answer in an hour, the next in two, settled in eight, all open time; urgent in half an hour; low promises only an end. */
export function aPolicy(changes: Partial<ServicePolicy> = {}): ServicePolicy {
  const usual = { firstResponse: business(60), nextResponse: business(120), resolution: business(480) };
  return ServicePolicy.parse({
    name: 'Standard',
    calendarId: 'support',
    limits: {
      low: { firstResponse: null, nextResponse: null, resolution: business(2_850) },
      normal: usual,
      high: usual,
      urgent: { firstResponse: business(30), nextResponse: business(30), resolution: business(480) },
    },
    escalations: [
      { target: 'firstResponse', on: 'breach', afterMinutes: 10, notify: ['supervisors'], raiseTo: 'high' },
    ],
    ...changes,
  });
}
