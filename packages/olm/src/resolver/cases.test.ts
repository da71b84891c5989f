import { compareVersions, parseVersion } from '@violet/machinery';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadResolverMeans } from '../resolver-means.ts';
import { type ResolverCase, type ResolverQuestion, resolverCases, tellResolution } from '../testing/resolver-case.ts';
import { indexCatalog } from './index-catalog.ts';
import type { CsvInput, ResolverMeans } from './request.ts';
import type { Resolution } from './resolution.ts';
import { resolve } from './resolve.ts';

const cases = resolverCases();
let means: ResolverMeans;
beforeAll(async () => {
  means = await loadResolverMeans();
});

function answer(question: ResolverQuestion): Resolution {
  const catalogs = question.catalogs.map(({ content, ...catalog }) => indexCatalog(content, catalog));
  return resolve({ ...question, catalogs }, means);
}

describe('a kept case', () => {
  it.each(cases.map((one) => [one.name, one] as const))('%s', (_, { question, expected }) => {
    expect(tellResolution(answer(question))).toEqual(expected);
  });

  it('is one of several hundred, two fifths of which are refusals or no newest version', () => {
    const refused = cases.filter(({ expected }) => expected.outcome !== 'resolved' || expected.blocked !== undefined);
    const older = cases.filter((one) => !refused.includes(one) && settlesForLess(one));

    expect(cases.length).toBeGreaterThan(300);
    expect(refused.length).toBeGreaterThan(90);
    expect(refused.length + older.length).toBeGreaterThan(120);
  });
});

/** Whether a Subscription is not answered with the highest version of its channel. */
function settlesForLess({ question, expected: { operators = [] } }: ResolverCase): boolean {
  const answers = operators.map((line) => /^\S*\/([^/ ]+)\/([^/ ]+)(?: |$)/.exec(line)?.[2] ?? '');
  const bundles = question.catalogs.flatMap(({ content }) => content.bundles);
  const isOvertaken = (csv: string, channel?: string) => {
    const own = bundles.find(({ csvName }) => csvName === csv);
    return bundles.some(
      (one) =>
        one.packageName === own?.packageName &&
        (channel === undefined || one.channelName === channel) &&
        isNewer(one.version, own.version),
    );
  };
  return question.subscriptions.some(({ spec, status }) => {
    const chosen = answers.find((csv) => bundles.some((one) => one.csvName === csv && one.packageName === spec.name));
    return isOvertaken(chosen ?? status?.installedCSV ?? '', spec.channel || undefined);
  });
}

function isNewer(left: string, right: string): boolean {
  return parseVersion(left) !== undefined && parseVersion(right) !== undefined && compareVersions(left, right) > 0;
}

describe('resolving', () => {
  const anyCase = fc.constantFrom(...cases);

  it('does not depend on the order of anything', () => {
    fc.assert(
      fc.property(anyCase, fc.infiniteStream(fc.nat()), ({ question, expected }, keys) => {
        expect(tellResolution(answer(shuffled(question, keys)))).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('comes to rest when its answers are installed', () => {
    fc.assert(
      fc.property(anyCase, ({ question }) => {
        let current = question;
        for (let round = 0; round < 20; round++) {
          const resolution = answer(current);
          if (resolution.outcome !== 'resolved') return;
          // A skipRange may hold the version of its own bundle.
          const installed = new Set(current.clusterServiceVersions.map(({ metadata }) => metadata.name));
          if (resolution.operators.every(({ name }) => installed.has(name))) return;
          current = install(current, resolution.operators);
        }
        expect.unreachable('there is always something more to install');
      }),
      { numRuns: 100 },
    );
  });

  it('gives up where it would cost too much', () => {
    const question = cases.find(({ name }) => name === 'requires-diamond-backtracks')?.question;
    let time = 0;
    const slow: ResolverMeans = { ...means, now: () => (time += 10_000) };
    const catalogs = question?.catalogs.map(({ content, ...catalog }) => indexCatalog(content, catalog)) ?? [];
    if (question === undefined) throw new Error('the case is gone');

    expect(resolve({ ...question, catalogs }, slow)).toMatchObject({
      outcome: 'failed',
      text: 'cancelled before a solution could be found',
    });
  });
});

function shuffled(question: ResolverQuestion, keys: fc.Stream<number>): ResolverQuestion {
  const mix = <Value>(values: readonly Value[]): Value[] =>
    values
      .map((value) => ({ value, key: keys.next().value ?? 0 }))
      .sort((left, right) => left.key - right.key)
      .map(({ value }) => value);
  return {
    ...question,
    subscriptions: mix(question.subscriptions),
    clusterServiceVersions: mix(question.clusterServiceVersions),
    catalogs: mix(question.catalogs).map((catalog) => ({
      ...catalog,
      content: { packages: mix(catalog.content.packages), bundles: mix(catalog.content.bundles) },
    })),
  };
}

type Operators = (Resolution & { outcome: 'resolved' })['operators'];

/** The namespace after the InstallPlan: new CSVs with their Subscriptions, and nothing of what they replace. */
function install(question: ResolverQuestion, operators: Operators): ResolverQuestion {
  const csvs = operators.map(
    ({ name, bundle, replaces, properties }): CsvInput => ({
      metadata: {
        name,
        namespace: question.namespace,
        annotations: { 'operatorframework.io/properties': annotationOf(properties) },
      },
      spec: { version: /^\d+\.\d+\.\d+$/.test(bundle.version) ? bundle.version : '0.0.0', replaces },
      status: { phase: 'Succeeded' },
    }),
  );
  const gone = new Set(operators.map(({ replaces }) => replaces));
  const kept = question.clusterServiceVersions.filter(({ metadata }) => !gone.has(metadata.name ?? ''));
  const asked = question.subscriptions.map((subscription) => {
    const operator = operators.find(({ subscriptions }) => subscriptions.includes(subscription.metadata.name ?? ''));
    return operator === undefined ? subscription : { ...subscription, status: { installedCSV: operator.name } };
  });
  const generated = operators
    .filter(({ subscriptions }) => subscriptions.length === 0)
    .map(({ name, package: packageName, channel, catalog }) => ({
      metadata: { name: `generated-${packageName}` },
      spec: { name: packageName, channel, source: catalog.name, sourceNamespace: catalog.namespace },
      status: { installedCSV: name },
    }));
  return { ...question, clusterServiceVersions: [...kept, ...csvs], subscriptions: [...asked, ...generated] };
}

function annotationOf(properties: readonly { type: string; value: string }[]): string {
  const values = properties.map(({ type, value }) => `{"type":${JSON.stringify(type)},"value":${value || 'null'}}`);
  return `{"properties":[${values.join()}]}`;
}
