import type { RejectReason } from './reject-reason.js';

/** Why LINE did not send a narrowcast that it had taken, by its number: nobody got it. */
export function explainNarrowcastFailure(errorCode: number | null): { reason: RejectReason; explanation: string } {
  switch (errorCode) {
    case 1:
      return {
        reason: 'narrowcastFailed',
        explanation: 'LINE failed inside; the campaign can be copied and sent again.',
      };
    case 2:
      return {
        reason: 'tooFewRecipients',
        explanation: 'LINE found fewer than the 50 people that a narrowcast by attributes needs.',
      };
    case 3:
      return {
        reason: 'narrowcastFailed',
        explanation: 'LINE had already taken another request of the same narrowcast, and sent nothing for this one.',
      };
    case 4:
      return {
        reason: 'tooFewRecipients',
        explanation: 'An audience has fewer than the 50 people that LINE asks for.',
      };
    case 5:
      return {
        reason: 'narrowcastFailed',
        explanation: 'LINE cancelled it, because the quota did not reach for everybody.',
      };
    default:
      return {
        reason: 'narrowcastFailed',
        explanation: `LINE gave the unknown error ${errorCode ?? 'without a number'}.`,
      };
  }
}
