/** What upstream's own resolver chooses, and what it says where it refuses, is what ours chooses and says. */
import type { CatalogContent, RegistryBundle } from '@violet/bundles';
import { indexCatalog, loadResolverMeans, type Resolution, type ResolverMeans, resolve } from '@violet/olm';
import { resolverCases } from '@violet/olm/testing';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { question } from './arbitraries.ts';
import { communityCatalog, contentsByPackage } from './community-catalog.ts';
import { answer, compare, type Verdict } from './compare.ts';
import { askUpstream, type OracleOutcome, type Question } from './oracle.ts';

const seed = Number(process.env['VIOLET_SEED'] ?? Date.now() % 2 ** 31);
const worlds = Number(process.env['VIOLET_WORLDS'] ?? 3000);
/** Upstream goes by Go's random order of maps: what it does not say in so many times is asked for again, more often. */
const fewTimes = 5;
const manyTimes = 200;

let means: ResolverMeans;
beforeAll(async () => {
  means = await loadResolverMeans();
});

interface Compared {
  readonly question: Question;
  readonly ours: Resolution;
  readonly theirs: readonly OracleOutcome[];
  readonly verdict: Verdict;
}

function compareAll(questions: readonly Question[], all: readonly Resolution[], times = fewTimes): Compared[] {
  const first = askUpstream(questions, times);
  const compared = questions.map((one, index) => judge(one, all[index], first[index]));
  const unclear = compared.filter(({ verdict }) => verdict !== 'same');
  const second = askUpstream(
    unclear.map((one) => one.question),
    manyTimes,
  );
  const clear = new Map(unclear.map((one, index) => [one.question, judge(one.question, one.ours, second[index])]));
  return compared.map((one) => clear.get(one.question) ?? one);
}

function judge(asked: Question, ours: Resolution | undefined, theirs: readonly OracleOutcome[] = []): Compared {
  if (ours === undefined) throw new Error('a question without an answer');
  return { question: asked, ours, theirs, verdict: compare(ours, theirs) };
}

function tally(compared: readonly Compared[]): Record<Verdict, number> {
  const count = (verdict: Verdict) => compared.filter((one) => one.verdict === verdict).length;
  return { same: count('same'), smaller: count('smaller'), other: count('other'), different: count('different') };
}

/** Where upstream names other reasons, ours must be reasons to it as well: the Subscriptions in it alone cannot be met. */
function askConflictsAlone(compared: readonly Compared[]): Compared[] {
  const others = compared.filter(({ verdict, ours }) => verdict === 'other' && ours.outcome === 'unsatisfiable');
  const alone = others.map(({ question: asked, ours }) => onlyTheConflict(asked, ours));
  const outcomes = askUpstream(alone, fewTimes);
  return others.filter((_, index) => !outcomes[index]?.every(({ error }) => error !== ''));
}

function onlyTheConflict(asked: Question, ours: Resolution): Question {
  const names = ours.outcome === 'unsatisfiable' ? (ours.conflicts[0]?.subscriptions ?? []) : [];
  const left = asked.subscriptions.filter(({ metadata }) => names.includes(metadata.name ?? ''));
  const kept = new Set(left.map(({ status }) => status?.installedCSV));
  const gone = new Set(asked.subscriptions.map(({ status }) => status?.installedCSV).filter((csv) => !kept.has(csv)));
  const csvs = asked.clusterServiceVersions.filter(({ metadata }) => !gone.has(metadata.name));
  return { ...asked, subscriptions: left, clusterServiceVersions: csvs };
}

describe('kept cases', () => {
  it('are answered as by upstream', () => {
    const cases = resolverCases().filter((one) => one.question.unavailable.length === 0);
    const questions = cases.map((one) => one.question as unknown as Question);
    const compared = compareAll(
      questions,
      questions.map((one) => answer(one, means)),
    );

    expect(compared.filter(({ verdict }) => verdict !== 'same')).toEqual([]);
    expect(cases.length).toBeGreaterThan(300);
  });
});

describe('generated catalogues', () => {
  it(`are answered as by upstream (${worlds} of seed ${seed})`, { timeout: 600_000 }, () => {
    const questions = fc.sample(question, { numRuns: worlds, seed });
    const all = questions.map((one) => answer(one, means));
    const compared = compareAll(questions, all);
    const refused = all.filter(({ outcome, blocked }) => outcome !== 'resolved' || blocked.length > 0).length;
    const verdicts = tally(compared);
    process.stderr.write(`${worlds} worlds, ${refused} refused, ${JSON.stringify(verdicts)}; seed ${seed}\n`);

    expect(compared.filter(({ verdict, ours }) => verdict === 'different' && ours.outcome !== 'unsatisfiable')).toEqual(
      [],
    );
    expect(askConflictsAlone(compared)).toEqual([]);
    expect(refused).toBeGreaterThan(worlds / 3);
    expect(verdicts.same).toBeGreaterThan(worlds * 0.95);
  });
});

const literal = communityCatalog('literal');
const built = communityCatalog('built');
if (literal === undefined) process.stderr.write('the community catalogue is not there: not compared\n');

const home = { name: 'community', namespace: 'everywhere', priority: 0 };

function freshInstall(
  content: CatalogContent,
  { name, defaultChannelName }: CatalogContent['packages'][number],
): Question {
  return ask(content, { name, channel: defaultChannelName });
}

function upgrade(content: CatalogContent, { packageName, channelName, csvName, version }: RegistryBundle): Question {
  const installed = [
    { metadata: { name: csvName, namespace: 'team' }, spec: { version }, status: { phase: 'Succeeded' } },
  ];
  return { ...ask(content, { name: packageName, channel: channelName }, csvName), clusterServiceVersions: installed };
}

function ask(content: CatalogContent, spec: { name: string; channel: string }, installedCSV?: string): Question {
  const subscription = {
    metadata: { name: 'ask' },
    spec: { ...spec, source: home.name, sourceNamespace: home.namespace },
    ...(installedCSV === undefined ? {} : { status: { installedCSV } }),
  };
  return {
    namespace: 'team',
    globalNamespace: home.namespace,
    subscriptions: [subscription],
    clusterServiceVersions: [],
    catalogs: [{ ...home, content }],
    failForward: false,
  };
}

function compareReal(content: CatalogContent, questions: readonly Question[]): Compared[] {
  const index = indexCatalog(content, home);
  const ours = questions.map((one) => resolve({ ...one, catalogs: [index] }, means));
  const contents = contentsByPackage(content);
  const asked = questions.map((one) => {
    const name = one.subscriptions[0]?.spec.name ?? '';
    return { ...one, catalogs: [{ ...home, content: contents.get(name) ?? content }] };
  });
  // One Subscription to one channel leaves nothing to chance.
  return compareAll(asked, ours, 1);
}

describe.skipIf(literal === undefined || built === undefined)('the public community catalogue', () => {
  it.each([
    ['as bundles tell it', literal],
    ['as its repository builds it', built],
  ])('%s: a new Subscription to each package', { timeout: 600_000 }, (_, content) => {
    if (content === undefined) return;
    const compared = compareReal(
      content,
      content.packages.map((one) => freshInstall(content, one)),
    );
    process.stderr.write(`${compared.length} packages, ${JSON.stringify(tally(compared))}\n`);

    expect(compared.filter(({ verdict }) => verdict !== 'same').map(({ ours, theirs }) => ({ ours, theirs }))).toEqual(
      [],
    );
  });

  it('is upgraded from each version of each channel as by upstream', { timeout: 900_000 }, () => {
    if (built === undefined) return;
    const compared = compareReal(
      built,
      built.bundles.map((one) => upgrade(built, one)),
    );
    process.stderr.write(`${compared.length} upgrades, ${JSON.stringify(tally(compared))}\n`);

    expect(compared.filter(({ verdict }) => verdict !== 'same').map(({ ours, theirs }) => ({ ours, theirs }))).toEqual(
      [],
    );
  });
});
