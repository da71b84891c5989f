import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseYaml } from '@violet/machinery';
import type { CatalogBundle, Content, Property } from '../resolver/catalog.ts';
import type { CsvInput, SubscriptionInput, UnavailableCatalog } from '../resolver/request.ts';
import type { Resolution } from '../resolver/resolution.ts';

/** A bundle in a case. Its name is `<package>.v<version>`, unless these say otherwise. */
interface CaseBundle {
  readonly name: string;
  readonly package?: string;
  readonly version?: string;
  readonly channels?: readonly string[];
  readonly replaces?: string;
  readonly skips?: readonly string[];
  readonly skipRange?: string;
  /** APIs of the group tools.example: `Forge/v1`. */
  readonly provides?: readonly string[];
  /** `api Forge/v1`, `package bellows >=1.0.0`, `label steel`, or the value of an olm.constraint. */
  readonly needs?: readonly (string | object)[];
  readonly labels?: readonly string[];
  readonly deprecated?: boolean;
  /** Further properties; a value that is a text is taken as it is. */
  readonly properties?: readonly { readonly type: string; readonly value: unknown }[];
  readonly dependencies?: readonly { readonly type: string; readonly value: unknown }[];
  /** Without it no properties are stated at all, only APIs. */
  readonly isBare?: boolean;
}

interface CaseCatalog {
  /** `main` is in the global namespace, `team/main` in the namespace itself. */
  readonly name: string;
  readonly priority?: number;
  /** Default channels by package; else the first channel that is named. */
  readonly defaults?: Readonly<Record<string, string>>;
  readonly bundles: readonly CaseBundle[];
}

interface CaseSubscription {
  readonly name: string;
  readonly package: string;
  readonly channel?: string;
  readonly catalog?: string;
  readonly catalogNamespace?: string;
  readonly startingCSV?: string;
  readonly installed?: string;
}

/** An installed CSV: a bundle of a catalogue by its name, or one of its own. */
interface CaseCsv extends Omit<CaseBundle, 'channels'> {
  readonly phase?: string;
  /** Whether its properties are written into its annotation; else it only describes its APIs. */
  readonly annotated?: boolean;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly copied?: boolean;
  readonly requiredApis?: readonly string[];
}

interface CaseFile {
  /** What is shown, as a sentence. */
  readonly about: string;
  readonly catalogs: readonly CaseCatalog[];
  readonly subscriptions: readonly CaseSubscription[];
  readonly installed?: readonly (string | CaseCsv)[];
  readonly failForward?: boolean;
  readonly unavailable?: readonly UnavailableCatalog[];
}

export interface ResolverQuestion {
  readonly namespace: string;
  readonly globalNamespace: string;
  readonly subscriptions: readonly SubscriptionInput[];
  readonly clusterServiceVersions: readonly CsvInput[];
  readonly catalogs: readonly {
    readonly name: string;
    readonly namespace: string;
    readonly priority: number;
    readonly content: Content<CatalogBundle & { readonly bundlePath: string }>;
  }[];
  readonly failForward: boolean;
  readonly unavailable: readonly UnavailableCatalog[];
}

export interface ResolverCase {
  /** The folder's name. */
  readonly name: string;
  readonly about: string;
  readonly question: ResolverQuestion;
  readonly expected: ExpectedResolution;
}

/** A resolution as case files tell it. */
export interface ExpectedResolution {
  readonly outcome: Resolution['outcome'];
  /** `<catalogue>/<namespace>/<channel>/<CSV>`, then what it replaces and whom it is for. */
  readonly operators?: readonly string[];
  readonly text?: string;
  readonly blocked?: Readonly<
    Record<string, { readonly text?: string; readonly message: string; readonly hint: string }>
  >;
  readonly problems?: Readonly<Record<string, string>>;
}

const namespace = 'team';
const globalNamespace = 'everywhere';
const resolverCaseDirectory = join(import.meta.dirname, '../resolver/testdata');

/** All kept cases, by name. */
export function resolverCases(): ResolverCase[] {
  return readdirSync(resolverCaseDirectory)
    .sort()
    .map((name) => {
      const read = (file: string) =>
        parseYaml(readFileSync(join(resolverCaseDirectory, name, file), 'utf8')) as unknown;
      const written = read('case.yaml') as CaseFile;
      const expected = read('expected.yaml') as ExpectedResolution;
      return { name, about: written.about, question: questionOf(written), expected };
    });
}

function questionOf({
  catalogs,
  subscriptions,
  installed = [],
  failForward = false,
  unavailable = [],
}: CaseFile): ResolverQuestion {
  const bundles = catalogs.flatMap((catalog) => catalog.bundles);
  return {
    namespace,
    globalNamespace,
    failForward,
    unavailable,
    subscriptions: subscriptions.map(subscriptionOf),
    clusterServiceVersions: installed.map((csv) =>
      csvOf(typeof csv === 'string' ? { name: csv, annotated: true } : csv, bundles),
    ),
    catalogs: catalogs.map((catalog) => ({
      ...placeOf(catalog.name),
      priority: catalog.priority ?? 0,
      content: contentOf(catalog),
    })),
  };
}

/** A resolution in the form of case files. */
export function tellResolution(resolution: Resolution): ExpectedResolution {
  const { outcome, blocked, problems } = resolution;
  return {
    outcome,
    ...(outcome === 'resolved' ? { operators: resolution.operators.map(tellOperator) } : { text: resolution.text }),
    ...(blocked.length === 0
      ? {}
      : {
          blocked: Object.fromEntries(
            blocked.map(({ subscription, text, message, hint }) => [
              subscription,
              outcome === 'resolved' ? { text, message, hint } : { message, hint },
            ]),
          ),
        }),
    ...(problems.length === 0
      ? {}
      : {
          problems: Object.fromEntries(
            problems.map(({ clusterServiceVersion, text }) => [clusterServiceVersion, text]),
          ),
        }),
  };
}

type Operator = (Resolution & { outcome: 'resolved' })['operators'][number];

function tellOperator({ name, catalog, channel, replaces, startingCsv, subscriptions }: Operator): string {
  const asked = subscriptions.length > 0 ? `for ${subscriptions.join(' and ')}` : 'generated';
  const replacing = replaces === '' ? '' : ` replaces ${replaces},`;
  return `${catalog.name}/${catalog.namespace}/${channel}/${name}${replacing} ${asked}${startingCsv === '' ? '' : ', starting'}`;
}

function placeOf(name: string): { name: string; namespace: string } {
  const [home = '', own] = name.split('/');
  return own === undefined ? { name: home, namespace: globalNamespace } : { name: own, namespace: home };
}

function subscriptionOf(asked: CaseSubscription): SubscriptionInput {
  const { name, package: packageName, channel, catalog = 'main', startingCSV, installed } = asked;
  const place = placeOf(catalog);
  return {
    metadata: { name },
    spec: {
      name: packageName,
      channel,
      source: place.name,
      sourceNamespace: asked.catalogNamespace ?? place.namespace,
      startingCSV,
    },
    status: { installedCSV: installed },
  };
}

function contentOf({ bundles, defaults = {} }: CaseCatalog): ResolverQuestion['catalogs'][number]['content'] {
  const packages = new Map<string, string>();
  for (const bundle of bundles) {
    const name = packageOf(bundle);
    if (!packages.has(name)) packages.set(name, defaults[name] ?? bundle.channels?.[0] ?? 'stable');
  }
  return {
    packages: [...packages].map(([name, defaultChannelName]) => ({ name, defaultChannelName })),
    bundles: bundles.flatMap((bundle) => (bundle.channels ?? ['stable']).map((channel) => messageOf(bundle, channel))),
  };
}

function messageOf(bundle: CaseBundle, channelName: string): CatalogBundle & { bundlePath: string } {
  return {
    csvName: bundle.name,
    packageName: packageOf(bundle),
    channelName,
    bundlePath: `registry.example/${bundle.name}`,
    version: versionOf(bundle),
    replaces: bundle.replaces ?? '',
    skips: bundle.skips ?? [],
    skipRange: bundle.skipRange ?? '',
    properties: bundle.isBare === true ? [] : propertiesOf(bundle),
    dependencies: (bundle.dependencies ?? []).map(writtenProperty),
    providedApis: (bundle.provides ?? []).map(apiOf),
    requiredApis: [],
  };
}

const packageOf = ({ name, package: own }: CaseBundle) => own ?? name.split('.v')[0] ?? name;
const versionOf = ({ name, version }: CaseBundle) => version ?? name.split('.v').slice(1).join('.v');

function propertiesOf(bundle: CaseBundle): Property[] {
  const { provides = [], needs = [], deprecated = false } = bundle;
  const stated = bundle.properties ?? [];
  const isOfPackage = stated.some(({ type }) => type === 'olm.package');
  const property = (type: string, value: object): Property => ({ type, value: JSON.stringify(value) });
  return [
    ...provides.map(apiOf).map(({ group, version, kind }) => property('olm.gvk', { group, kind, version })),
    ...(isOfPackage ? [] : [property('olm.package', { packageName: packageOf(bundle), version: versionOf(bundle) })]),
    ...(bundle.labels ?? []).map((label) => property('olm.label', { label })),
    ...(deprecated ? [property('olm.deprecated', {})] : []),
    ...needs.map(needOf),
    ...stated.map(writtenProperty),
  ];
}

function writtenProperty({ type, value }: { readonly type: string; readonly value: unknown }): Property {
  return { type, value: typeof value === 'string' ? value : JSON.stringify(value) };
}

function needOf(need: string | object): Property {
  if (typeof need === 'object') return { type: 'olm.constraint', value: JSON.stringify(need) };
  const [kind, first = '', ...rest] = need.split(' ');
  if (kind === 'label') return { type: 'olm.label.required', value: JSON.stringify({ label: first }) };
  if (kind === 'package')
    return {
      type: 'olm.package.required',
      value: JSON.stringify({ packageName: first, versionRange: rest.join(' ') }),
    };
  const { group, version, kind: apiKind } = apiOf(first);
  return { type: 'olm.gvk.required', value: JSON.stringify({ group, version, kind: apiKind }) };
}

function apiOf(api: string): CatalogBundle['providedApis'][number] {
  const [kind = '', version = ''] = api.split('/');
  return { group: 'tools.example', version, kind, plural: `${kind.toLowerCase()}s` };
}

function csvOf(csv: CaseCsv, bundles: readonly CaseBundle[]): CsvInput {
  const described: CaseBundle = { ...bundles.find(({ name }) => name === csv.name), ...csv };
  const { annotated = true, phase = 'Succeeded', copied = false, annotations, requiredApis = [] } = csv;
  const properties = propertiesOf(described).map(({ type, value }) => ({ type, value: JSON.parse(value) as unknown }));
  const definitions = (apis: readonly string[]) =>
    apis.map(apiOf).map(({ plural, group, version, kind }) => ({ name: `${plural}.${group}`, version, kind }));
  return {
    metadata: {
      name: csv.name,
      namespace,
      ...(copied ? { labels: { 'olm.copiedFrom': 'elsewhere' } } : {}),
      annotations:
        annotations ?? (annotated ? { 'operatorframework.io/properties': JSON.stringify({ properties }) } : {}),
    },
    spec: {
      version: versionOf(described) || '0.0.0',
      replaces: described.replaces,
      customresourcedefinitions: { owned: definitions(described.provides ?? []), required: definitions(requiredApis) },
    },
    status: { phase },
  };
}
