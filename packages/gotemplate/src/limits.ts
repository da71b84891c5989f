/** What one execution may use, so that a hostile template ends with an error instead of taking the process along. */
export interface Limits {
  /** Templates within templates, `render` by functions included. */
  depth: number;
  /** Characters of output, what functions render included; also of any one value that a function gives back. */
  output: number;
  /** Characters and items, each of these for eight, of all that functions give back. */
  values: number;
  /** Nodes walked and values ranged over. */
  steps: number;
  /** Milliseconds by the execution's clock. */
  timeMs: number;
}

const MIB = 1024 * 1024;

export const DEFAULT_LIMITS: Limits = {
  depth: 100_000,
  output: 64 * MIB,
  values: 512 * MIB,
  steps: 200_000_000,
  timeMs: 60_000,
};
