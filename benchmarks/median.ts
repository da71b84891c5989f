/** The middle value; of two, the lower one. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

/** `median 412 (min 380, max 530) ms, n = 10`. */
export function summary(values: readonly number[], unit: string): string {
  const round = (value: number) => value.toFixed(value < 10 ? 2 : 0);
  return `median ${round(median(values))} (min ${round(Math.min(...values))}, max ${round(Math.max(...values))}) ${unit}, n = ${values.length}`;
}
