/** Kinds of activities of our own that surveys can follow, by their nouns; other nouns are of whoever records activities. */
const OWN: Record<string, string[]> = {
  checkIn: ['checkIn.claimed'],
  conversation: ['conversation.resolved'],
  friend: [],
  link: [],
  membership: ['membership.verified', 'membership.ended'],
  message: [],
  order: [],
  points: ['points.earned', 'points.spent', 'points.expired', 'points.reversed', 'points.expiring'],
  postback: [],
  referral: ['referral.rewarded'],
  stage: [],
  survey: [],
  tier: ['tier.changed'],
};

/** Why no survey can ever follow a kind of activity, with what there is; null when one can. */
export function triggerProblem(kind: string): string | null {
  const known = OWN[kind.split('.')[0] ?? ''];
  if (known === undefined || known.includes(kind)) return null;
  const all = Object.values(OWN).flat();
  return `${kind} is nothing that a survey can follow; of our own kinds there are ${all.join(', ')}, orders and stages have triggers of their own, and any other noun is yours`;
}
