/** How many of a group did what was hoped for. */
export interface Rate {
  total: number;
  succeeded: number;
}

const Z_95 = 1.959964; // of the normal distribution, for 95 %

/** The interval that holds a share with 95 % confidence, by Wilson (1927): sound for few and for rare too. */
export function wilsonInterval({ total, succeeded }: Rate): { low: number; high: number } {
  if (total === 0) return { low: 0, high: 1 };
  const share = succeeded / total;
  const zz = Z_95 ** 2;
  const centre = share + zz / (2 * total);
  const spread = Z_95 * Math.sqrt((share * (1 - share)) / total + zz / (4 * total ** 2));
  const scale = 1 + zz / total;
  return { low: Math.max(0, (centre - spread) / scale), high: Math.min(1, (centre + spread) / scale) };
}

/** What a campaign added, as a difference of shares, and whether it is told apart from nothing. */
export interface Uplift {
  /** collecting: too few, or time is not over. inconclusive: the interval holds 0. separated: it does not. */
  verdict: 'collecting' | 'inconclusive' | 'separated';
  treated: Rate;
  control: Rate;
  difference: number | null;
  interval: { low: number; high: number } | null;
}

/** Fewest in a group before anything is said. */
export const GROUP_MIN = 30;

/**
 * The difference between those who got a campaign and those who were held out, with its 95 % interval by Newcombe's hybrid
 * of two Wilson intervals (1998, method 10). `isOver`: everybody has had the time that counts.
 */
export function measureUplift(treated: Rate, control: Rate, isOver: boolean): Uplift {
  if (treated.total < GROUP_MIN || control.total < GROUP_MIN)
    return { verdict: 'collecting', treated, control, difference: null, interval: null };
  const [one, other] = [treated.succeeded / treated.total, control.succeeded / control.total];
  const [ofTreated, ofControl] = [wilsonInterval(treated), wilsonInterval(control)];
  const difference = one - other;
  const interval = {
    low: difference - Math.hypot(one - ofTreated.low, ofControl.high - other),
    high: difference + Math.hypot(ofTreated.high - one, other - ofControl.low),
  };
  const isApart = interval.low > 0 || interval.high < 0;
  const verdict = !isOver ? 'collecting' : isApart ? 'separated' : 'inconclusive';
  return { verdict, treated, control, difference, interval };
}

/** One arm of a split test. */
export interface ArmRate extends Rate {
  arm: string;
}

/** The arm that the rest gets: the best share, the first of equals; the first arm when any has too few to tell. */
export function chooseArm(
  arms: readonly ArmRate[],
  minimumPerArm: number,
): { arm: string; because: 'bestRate' | 'tooFew' } | null {
  const [first] = arms;
  if (!first) return null;
  if (arms.some(({ total }) => total < minimumPerArm)) return { arm: first.arm, because: 'tooFew' };
  const share = ({ total, succeeded }: Rate) => (total === 0 ? 0 : succeeded / total);
  const best = arms.reduce((leader, arm) => (share(arm) > share(leader) ? arm : leader), first);
  return { arm: best.arm, because: 'bestRate' };
}
