/** What the points of one side of a referral are given for, so that they are given once. */
export const causeOf = (referralId: string, side: 'referrer' | 'referee'): string => `referral/${referralId}/${side}`;
