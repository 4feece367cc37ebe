/** Where time comes from. Core functions take `now` as an argument; verbs ask this clock. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
