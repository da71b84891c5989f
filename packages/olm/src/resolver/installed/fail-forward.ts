import type { CsvInput } from '../request.ts';
import type { Problem } from '../version/semantic-version.ts';

/**
 * Whether a CSV is being replaced along a chain that ends in a failed one, so that it may be forgotten where failing
 * forward is allowed. Refuses a chain in which another than the last one is not being replaced.
 */
export function isReplacedByFailure(csv: CsvInput, replacements: ReadonlyMap<string, CsvInput>): boolean | Problem {
  const seen = new Set<string>();
  let last = csv;
  for (let next = replacements.get(nameOf(last)); next !== undefined; next = replacements.get(nameOf(last))) {
    const name = `csv ${last.metadata.namespace ?? ''}/${nameOf(last)}`;
    if (phaseOf(last) !== 'Replacing') return { problem: `${name} in phase ${phaseOf(last)} instead of Replacing` };
    if (seen.has(nameOf(last))) return { problem: `${name} has already been seen` };
    seen.add(nameOf(last));
    last = next;
  }
  return phaseOf(csv) === 'Replacing' && phaseOf(last) === 'Failed';
}

/** CSVs by the name of what they replace. */
export function replacementsIn(csvs: readonly CsvInput[]): Map<string, CsvInput> {
  return new Map(csvs.filter(({ spec }) => (spec.replaces ?? '') !== '').map((csv) => [csv.spec.replaces ?? '', csv]));
}

const nameOf = ({ metadata }: CsvInput) => metadata.name ?? '';
const phaseOf = ({ status }: CsvInput) => status?.phase ?? '';
