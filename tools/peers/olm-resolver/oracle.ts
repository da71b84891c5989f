import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { CatalogContent } from '@violet/bundles';
import type { CsvInput, SubscriptionInput } from '@violet/olm';

export interface CatalogQuestion {
  name: string;
  namespace: string;
  priority: number;
  content: CatalogContent;
}

/** What is asked of both. */
export interface Question {
  namespace: string;
  globalNamespace: string;
  subscriptions: readonly SubscriptionInput[];
  clusterServiceVersions: readonly CsvInput[];
  catalogs: readonly CatalogQuestion[];
  failForward: boolean;
}

export interface OracleOperator {
  name: string;
  /** `<name>/<namespace>`. */
  catalog: string;
  package: string;
  channel: string;
  replaces: string;
  startingCsv: string;
  properties: { type: string; value: string }[] | null;
}

/** What upstream's resolver made of a question one time. */
export interface OracleOutcome {
  operators: OracleOperator[] | null;
  error: string;
}

const longestMs = 240_000;

/** All different outcomes of each question, when it is asked so many times: upstream's search goes by Go's random order of maps. */
export function askUpstream(questions: readonly Question[], times: number): OracleOutcome[][] {
  if (questions.length === 0) return [];
  const { ids, lines } = numberContents(questions);
  const asked = questions.map((question) => {
    const catalogs = question.catalogs.map(({ content, ...catalog }) => ({ ...catalog, contentId: ids.get(content) }));
    return JSON.stringify({ op: 'resolve', times, question: { ...question, catalogs } });
  });
  const answers = run([...lines, ...asked]).slice(lines.length);
  return answers.map((line) => (JSON.parse(line) as { outcomes: OracleOutcome[] }).outcomes);
}

/** Each content is sent once, under a number. */
function numberContents(questions: readonly Question[]): { ids: Map<CatalogContent, string>; lines: string[] } {
  const contents = new Set(questions.flatMap(({ catalogs }) => catalogs.map(({ content }) => content)));
  const ids = new Map([...contents].map((content, index) => [content, String(index)]));
  const lines = [...ids].map(([content, id]) => JSON.stringify({ op: 'content', id, content }));
  return { ids, lines };
}

function run(lines: readonly string[]): string[] {
  const directory = process.env['VIOLET_PEERS_BIN'];
  if (directory === undefined) throw new Error('VIOLET_PEERS_BIN names no folder with olm-resolver');
  const options = { input: lines.join('\n'), encoding: 'utf8', maxBuffer: 2 ** 30, timeout: longestMs } as const;
  const { stdout, status, stderr, error } = spawnSync(join(directory, 'olm-resolver'), options);
  if (status !== 0) throw new Error(`the Go program failed: ${error?.message ?? stderr}`);
  return stdout.trimEnd().split('\n');
}
