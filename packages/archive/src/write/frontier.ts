import type { TarRange } from './range-writer.ts';

/**
 * How far a file is whole whose ranges, one behind the other, are written in any order. Told of a range that it is written
 * up to a place, it tells `advance` when the whole part has grown.
 */
export function createFrontier(
  ranges: readonly TarRange[],
  advance: (tarOffset: number) => void,
): (index: number, tarOffset: number) => void {
  const written = ranges.map(({ from }) => from);
  let current = 0;
  return (index, tarOffset) => {
    written[index] = tarOffset;
    if (index !== current) return;
    while (current < ranges.length - 1 && written[current] === ranges[current]?.to) current += 1;
    advance(written[current] ?? 0);
  };
}
