import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One spec of upstream's suite that passes on upstream's OLM without real Pods. */
export interface ExpectedSpec {
  file: string;
  line: number;
  /** What upstream's OLM needs a stand-in for: C, I catalogue Pods, U unpack Jobs, X extension API servers; `-` none. */
  standIns: string;
  name: string;
}

/** The yardstick: each of these must pass against our engine. */
export function expectedSpecs(): ExpectedSpec[] {
  const text = readFileSync(join(import.meta.dirname, 'specs.tsv'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((row) => {
      const [file = '', line = '', standIns = '', name = ''] = row.split('\t');
      return { file, line: Number(line), standIns, name };
    });
}
