import { type Chart, type ChartRepo, chartObjectName } from '@violet/api';
import type { IndexEntry } from '@violet/charts';
import { again, type Outcome, type StepContext } from '@violet/controller';
import { eachAtOnce, Failure, type Stored } from '@violet/machinery';
import { fetchIndex } from '../remote/fetch-index.ts';
import type { Mirror } from '../remote/mirror-memory.ts';
import { readIndex } from '../remote/read-index.ts';
import { type StoredEntry, storedEntry } from '../stored-entry.ts';
import { asksForSync, report } from './report.ts';
import type { ChartRepoWorld } from './world.ts';
import { writeChart } from './write-chart.ts';

const everyMs = 10 * 60_000;
const afterFailureMs = 60_000;
const writesAtOnce = 8;

/** A repository elsewhere: its index is fetched now and then, and its charts become Charts with absolute addresses. */
export async function mirrorIndex(
  repo: Stored<ChartRepo>,
  world: ChartRepoWorld,
  context: StepContext,
): Promise<Outcome> {
  const now = context.monotonicMs();
  const spec = JSON.stringify(repo.spec);
  const known = world.mirrors.get(repo.metadata.uid);
  const before = known?.spec === spec ? known : undefined;
  if (before !== undefined && !asksForSync(repo) && now < before.askAgainAt) return again(before.askAgainAt - now);
  const remember = (inMs: number, etag?: string): Outcome => {
    world.mirrors.set(repo.metadata.uid, { spec, askAgainAt: now + inMs, etag });
    return again(inMs);
  };
  try {
    const { etag, problems } = await synchronise(repo, { before, world, context });
    await report(repo, { phase: 'Synced', problems, syncedAt: context.now() }, world);
    return remember(everyMs, etag);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const outcome = remember(afterFailureMs);
    // With the moment: whoever asked for it has been served.
    await report(repo, { phase: 'Failed', problems: [error.message], syncedAt: context.now() }, world);
    return outcome;
  }
}

async function synchronise(
  repo: Stored<ChartRepo>,
  { before, world, context }: { before: Mirror | undefined; world: ChartRepoWorld; context: StepContext },
): Promise<{ etag: string | undefined; problems: string[] }> {
  const credentials = await credentialsOf(repo, world);
  const { url } = repo.spec;
  const index = await fetchIndex({ url, credentials, etag: before?.etag, signal: context.signal, reach: world.reach });
  if (index.text === undefined) return { etag: index.etag, problems: [] };
  const problems: string[] = [];
  const charts = await readIndex(index.text);
  await eachAtOnce(charts, writesAtOnce, async ([name, versions]) => {
    context.signal.throwIfAborted();
    const entries = versions.map((entry) => absolute(entry, url));
    const { problem } = await writeChart(repo, { name, entries }, world);
    if (problem !== undefined) problems.push(problem);
  });
  const there = new Set([...charts.keys()].map((name) => chartObjectName(name, repo.metadata.name)));
  const gone = world.charts.filter(({ metadata }) => !there.has(metadata.name));
  await eachAtOnce<Stored<Chart>>(gone, writesAtOnce, (chart) => world.removeChart(chart));
  return { etag: problems.length === 0 ? index.etag : undefined, problems: problems.sort() };
}

/** A Secret of another namespace would let whoever may write a ChartRepo here send it to a host of their own. */
async function credentialsOf({ metadata, spec }: Stored<ChartRepo>, world: ChartRepoWorld) {
  const { name = '', namespace = '' } = spec.secret ?? {};
  if (name === '') return undefined;
  if (namespace !== '' && namespace !== metadata.namespace) {
    throw new Failure('Forbidden', `secret ${name} must be in the repository's own namespace, not in ${namespace}`);
  }
  const data = await world.secret(name);
  if (data === undefined) throw new Failure('NotFound', `there is no secret ${name} in ${metadata.namespace}`);
  return { username: data['username'] ?? '', password: data['password'] ?? '' };
}

function absolute(entry: IndexEntry, repository: string): StoredEntry {
  const base = `${repository.replace(/\/+$/, '')}/`;
  const urls = entry.urls.map((url) => URL.parse(url, base)?.href ?? url);
  return storedEntry({ ...entry, urls });
}
