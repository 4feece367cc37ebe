/** The value below which `share` of the samples lie (nearest rank); throws on no samples. */
export function percentile(samples: readonly number[], share: number): number {
  if (samples.length === 0) throw new Error('There are no samples to take a percentile of.');
  if (share <= 0 || share > 1) throw new Error(`A share must be above 0 and at most 1, not ${share}.`);
  const sorted = Float64Array.from(samples).sort();
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
}

/** The middle sample, or the mean of the two in the middle; throws on no samples. */
export function median(samples: readonly number[]): number {
  if (samples.length === 0) throw new Error('There are no samples to take a median of.');
  const sorted = Float64Array.from(samples).sort();
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
