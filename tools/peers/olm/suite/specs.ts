import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One spec of upstream's suite that passes on upstream's OLM without real Pods. */
export interface ExpectedSpec {
  file: string;
  line: number;
  /** About how long it takes. */
  seconds: number;
  /** What upstream's OLM needs a stand-in for: C, I catalogue Pods, U unpack Jobs, X extension API servers; `-` none. */
  standIns: string;
  name: string;
}

/** The yardstick: each of these must pass against our engine. */
export function expectedSpecs(): ExpectedSpec[] {
  return rowsOf('specs.tsv').map(([file = '', line = '', seconds = '', standIns = '', name = '']) => ({
    file,
    line: Number(line),
    seconds: Number(seconds),
    standIns,
    name,
  }));
}

/** Those of them that do not pass, each with the reason; on the sandbox those besides that cannot. */
export function openSpecs(cluster: 'real' | 'sandbox'): { name: string; reason: string }[] {
  const files = cluster === 'sandbox' ? ['open.tsv', 'open-on-sandbox.tsv'] : ['open.tsv'];
  return files.flatMap(rowsOf).map(([reason = '', name = '']) => ({ reason, name }));
}

function rowsOf(file: string): string[][] {
  const text = readFileSync(join(import.meta.dirname, file), 'utf8').trimEnd();
  return text === '' ? [] : text.split('\n').map((row) => row.split('\t'));
}
