import { isDeepStrictEqual } from 'node:util';
import { indexCatalog, type Resolution, type ResolverMeans, resolve } from '@violet/olm';
import type { OracleOutcome, Question } from './oracle.ts';

/** How our answer stands to upstream's. */
export type Verdict =
  /** One of upstream's outcomes, word by word. */
  | 'same'
  /** Part of what upstream says, whose set of reasons is not always a smallest one. */
  | 'smaller'
  /** Another conflict than upstream names. */
  | 'other'
  | 'different';

export function answer(question: Question, means: ResolverMeans): Resolution {
  const catalogs = question.catalogs.map(({ content, ...catalog }) => indexCatalog(content, catalog));
  return resolve({ ...question, catalogs }, means);
}

export function compare(ours: Resolution, theirs: readonly OracleOutcome[]): Verdict {
  const errors = errorsOf(ours);
  if (errors.length > 0) return compareErrors(errors, theirs);
  if (ours.outcome === 'unsatisfiable') return compareConflicts(ours, theirs);
  if (ours.outcome === 'failed') return theirs.some(({ error }) => error === ours.text) ? 'same' : 'different';
  const operators = ours.operators.map(({ bundle: _, subscriptions: __, catalog, ...operator }) => ({
    ...operator,
    catalog: `${catalog.name}/${catalog.namespace}`,
  }));
  const isSame = ({ operators: theirOwn, error }: OracleOutcome) =>
    error === '' && isDeepStrictEqual(sorted(operators), sorted(theirOwn ?? []));
  return theirs.some(isSame) ? 'same' : 'different';
}

function sorted(operators: readonly object[]): unknown[] {
  return operators
    .map((operator) => JSON.stringify(Object.entries(operator).sort(([left], [right]) => (left < right ? -1 : 1))))
    .sort();
}

/** Upstream knows no problem of one Subscription or CSV: any of them fails the namespace. */
function errorsOf({ outcome, problems, blocked }: Resolution): string[] {
  if (outcome === 'failed') return [];
  if (problems.length > 0) return [...new Set(problems.map(({ text }) => text))];
  const texts = blocked.filter(({ reason }) => reason === 'ErrorPreventedResolution').map(({ text }) => text);
  // Upstream looks for twins among what it chose, hence never beside other errors.
  const others = texts.filter((text) => !text.startsWith('expected exactly one operator'));
  return [...new Set(others.length > 0 ? others : texts)];
}

function compareErrors(errors: readonly string[], theirs: readonly OracleOutcome[]): Verdict {
  const [only = ''] = errors;
  const all = errors.length === 1 ? only : `[${errors.join(', ')}]`;
  if (theirs.some(({ error }) => error === all)) return 'same';
  const parts = errors.map((error) => error.replace(/^\[|\]$/g, ''));
  if (!theirs.every(({ error }) => error !== '' && !error.startsWith(unsatisfiable))) return 'different';
  return theirs.every(({ error }) => parts.some((part) => error.includes(part))) ? 'smaller' : 'different';
}

function compareConflicts(ours: Resolution & { outcome: 'unsatisfiable' }, theirs: readonly OracleOutcome[]): Verdict {
  if (theirs.some(({ error }) => error === ours.text)) return 'same';
  if (!theirs.every(({ error }) => error.startsWith(unsatisfiable))) return 'different';
  const reasons = ours.conflicts[0]?.reasons ?? [];
  return theirs.some(({ error }) => reasons.every(({ text }) => error.includes(text))) ? 'smaller' : 'other';
}

const unsatisfiable = 'constraints not satisfiable';
