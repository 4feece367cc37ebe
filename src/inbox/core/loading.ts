/** How long LINE shows that an answer is coming, in seconds (LINE: display a loading indicator). */
export const LOADING_SECONDS = { min: 5, max: 60, step: 5 } as const;
