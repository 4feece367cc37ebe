/** Number of lanes that friends are spread over. Changing it needs an empty backlog: stored events carry their lane. */
export const LANES = 8;
