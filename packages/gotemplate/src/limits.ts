/** What one execution may use, so that a hostile template ends with an error instead of taking the process along. */
export interface Limits {
  /** Templates within templates, `render` by functions included. */
  depth: number;
  /** Characters of output, what functions render included. */
  output: number;
  /** Nodes walked and values ranged over. */
  steps: number;
  /** Milliseconds by the execution's clock. */
  timeMs: number;
}

export const DEFAULT_LIMITS: Limits = { depth: 100_000, output: 256 * 1024 * 1024, steps: 200_000_000, timeMs: 60_000 };
