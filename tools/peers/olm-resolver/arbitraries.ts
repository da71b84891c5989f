import type { CatalogContent, RegistryBundle, RegistryProperty } from '@violet/bundles';
import type { CsvInput, SubscriptionInput } from '@violet/olm';
import fc from 'fast-check';
import type { CatalogQuestion, Question } from './oracle.ts';

const namespace = 'team';
const globalNamespace = 'everywhere';
const packageNames = ['anvil', 'bellows', 'chisel', 'drill'];
const channelNames = ['alpha', 'beta', 'stable'];
const kinds = ['Forge', 'Lathe', 'Mill'];
const labels = ['steel', 'brass'];

const ranges = [
  '>=1.0.0',
  '<2.0.0',
  '>=2.0.0',
  '1.0.0',
  '>=1.0.0 <3.0.0',
  '>4.0.0',
  '!=2.0.0',
  '1.x',
  '>=1.0.0 || <0.5.0',
];
const brokenRanges = ['', '>=v1.0.0', 'latest', '|| 1.0.0', '~1.0.0'];

const gvk = fc.record({
  group: fc.constant('tools.example'),
  version: fc.constantFrom('v1', 'v2'),
  kind: fc.constantFrom(...kinds),
});
const packageRange = (name: string) =>
  fc.record({
    [name === 'legacy' ? 'version' : 'versionRange']: usually(
      fc.constantFrom(...ranges),
      fc.constantFrom(...brokenRanges),
      60,
    ),
    packageName: fc.constantFrom(...packageNames, 'missing'),
  });

function usually<Value>(often: fc.Arbitrary<Value>, seldom: fc.Arbitrary<Value>, weight = 12): fc.Arbitrary<Value> {
  return fc.oneof({ weight, arbitrary: often }, { weight: 1, arbitrary: seldom });
}

const { constraint } = fc.letrec<{ constraint: unknown; compound: unknown }>((tie) => ({
  constraint: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ gvk }, { requiredKeys: ['gvk'] }),
    fc.record({ failureMessage: fc.constantFrom('no', 'not so'), package: packageRange('new') }),
    fc.record({
      cel: fc.record({
        rule: fc.constantFrom(
          "properties.exists(p, p.type == 'olm.package' && p.value.packageName == 'anvil')",
          "properties.exists(p, p.type == 'olm.package' && semver_compare(p.value.version, '2.0.0') >= 0)",
          "properties.all(p, p.type != 'olm.label')",
        ),
      }),
      failureMessage: fc.constantFrom('a rule', 'another "rule"'),
    }),
    fc.record({ all: tie('compound') }),
    fc.record({ any: tie('compound') }),
    fc.record({ not: tie('compound') }),
    fc.constant({}),
  ),
  compound: fc.record({ constraints: fc.array(tie('constraint'), { maxLength: 3 }) }),
}));

const property = (type: string, value: fc.Arbitrary<unknown>): fc.Arbitrary<RegistryProperty> =>
  value.map((one) => ({ type, value: JSON.stringify(one) }));

const requirement: fc.Arbitrary<RegistryProperty> = fc.oneof(
  { weight: 4, arbitrary: property('olm.gvk.required', gvk) },
  { weight: 4, arbitrary: property('olm.package.required', packageRange('new')) },
  { weight: 1, arbitrary: property('olm.label.required', fc.record({ label: fc.constantFrom(...labels) })) },
  { weight: 2, arbitrary: property('olm.constraint', constraint) },
);
const dependency: fc.Arbitrary<RegistryProperty> = fc.oneof(
  property('olm.gvk', gvk),
  property('olm.package', packageRange('legacy')),
  property('olm.label', fc.record({ label: fc.constantFrom(...labels) })),
);
const stated: fc.Arbitrary<RegistryProperty> = fc.oneof(
  { weight: 6, arbitrary: property('olm.gvk', gvk) },
  { weight: 2, arbitrary: property('olm.label', fc.record({ label: fc.constantFrom(...labels) })) },
  { weight: 1, arbitrary: fc.constant({ type: 'olm.deprecated', value: '{}' }) },
  { weight: 1, arbitrary: fc.constant({ type: 'example.other', value: '[1]' }) },
  {
    weight: 1,
    arbitrary: property(
      'olm.package',
      fc.record({ packageName: fc.constantFrom(...packageNames), version: fc.constantFrom('1.0.0', '7.0.0', 'v1') }),
    ),
  },
);

interface ChannelPlan {
  versions: number;
  /** Chains break now and then. */
  gaps: number[];
  skips: number[];
  skipRanges: number[];
}

const channelPlan: fc.Arbitrary<ChannelPlan> = fc.record({
  versions: fc.integer({ min: 1, max: 4 }),
  gaps: usually(fc.constant([]), fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 2 }), 10),
  skips: usually(fc.constant([]), fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 2 }), 3),
  skipRanges: usually(fc.constant([]), fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 2 }), 3),
});

interface PackagePlan {
  name: string;
  defaultChannel: string;
  channels: { name: string; plan: ChannelPlan }[];
  /** Two bundles of one name. */
  hasTwins: boolean;
  bundles: {
    isBare: boolean;
    properties: RegistryProperty[];
    requirements: RegistryProperty[];
    dependencies: RegistryProperty[];
  }[];
}

const none: fc.Arbitrary<RegistryProperty[]> = fc.constant([]);
const bundlePlan = fc.record({
  isBare: usually(fc.constant(false), fc.constant(true), 10),
  properties: usually(fc.array(stated, { maxLength: 2 }), none, 4),
  requirements: usually(none, fc.array(requirement, { minLength: 1, maxLength: 2 }), 2),
  dependencies: usually(none, fc.array(dependency, { maxLength: 1 }), 8),
});

const packagePlan = (name: string): fc.Arbitrary<PackagePlan> =>
  fc.record({
    name: fc.constant(name),
    hasTwins: usually(fc.constant(false), fc.constant(true), 20),
    defaultChannel: fc.constantFrom(...channelNames),
    channels: fc.uniqueArray(fc.record({ name: fc.constantFrom(...channelNames), plan: channelPlan }), {
      minLength: 1,
      maxLength: 2,
      selector: (channel) => channel.name,
    }),
    bundles: fc.array(bundlePlan, { minLength: 4, maxLength: 4 }),
  });

function contentOf(plans: readonly PackagePlan[]): CatalogContent {
  return {
    packages: plans.map(({ name, channels, defaultChannel }) => ({
      name,
      defaultChannelName: defaultChannel,
      channels: channels.map((channel) => ({ name: channel.name, csvName: '' })),
    })),
    bundles: plans
      .flatMap((plan) =>
        plan.channels.flatMap(({ name, plan: channel }) => {
          const own = Array.from({ length: channel.versions }, (_, index) => bundleOf(plan, name, channel, index + 1));
          return plan.hasTwins ? [...own, ...own.slice(0, 1).map(twinOf)] : own;
        }),
      )
      // As registries list them: upstream's words depend on the order.
      .sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1)),
  };
}

const keyOf = ({ packageName, channelName, csvName, version }: RegistryBundle) =>
  [packageName, channelName, csvName, version].join('\0');

/** In another package of the same channel, or beside the bundle itself, which no channel can sort. */
function twinOf(bundle: RegistryBundle): RegistryBundle {
  const packageName = bundle.replaces === '' ? 'chisel' : bundle.packageName;
  return { ...bundle, packageName, version: '9.0.0' };
}

function bundleOf(
  plan: PackagePlan,
  channel: string,
  { gaps, skips, skipRanges }: ChannelPlan,
  major: number,
): RegistryBundle {
  const { properties = [], requirements = [], dependencies = [], isBare = false } = plan.bundles[major - 1] ?? {};
  const version = `${major}.0.0`;
  return {
    csvName: `${plan.name}.v${version}`,
    packageName: plan.name,
    channelName: channel,
    csvJson: '',
    object: [],
    bundlePath: `registry.example/${plan.name}:${version}`,
    providedApis: apisIn(properties, 'olm.gvk'),
    requiredApis: isBare ? apisIn(requirements, 'olm.gvk.required') : [],
    version,
    skipRange: skipRanges.includes(major) ? `<${version}` : '',
    dependencies,
    properties: isBare
      ? []
      : [
          ...properties,
          { type: 'olm.package', value: JSON.stringify({ packageName: plan.name, version }) },
          ...requirements,
        ],
    replaces: major > 1 && !gaps.includes(major) ? `${plan.name}.v${major - 1}.0.0` : '',
    skips:
      skips.includes(major) && major > 2 ? [`${plan.name}.v${major - 2}.0.0`, `${plan.name}.v${major - 1}.0.0`] : [],
  };
}

function apisIn(properties: readonly RegistryProperty[], type: string): RegistryBundle['providedApis'] {
  const apis = properties
    .filter((one) => one.type === type)
    .map(({ value }) => JSON.parse(value) as { group: string; version: string; kind: string });
  return apis.map((api) => ({ ...api, plural: `${api.kind.toLowerCase()}s` }));
}

const catalog = (name: string, home: string): fc.Arbitrary<CatalogQuestion> =>
  fc.record({
    name: fc.constant(name),
    namespace: fc.constant(home),
    priority: fc.constantFrom(0, 0, 0, 10, -5),
    content: fc
      .subarray(packageNames, { minLength: 1 })
      .chain((names) => fc.tuple(...names.map(packagePlan)).map(contentOf)),
  });

const catalogs: fc.Arbitrary<CatalogQuestion[]> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(catalog('main', globalNamespace)) },
  { weight: 2, arbitrary: fc.tuple(catalog('main', globalNamespace), catalog('other', globalNamespace)) },
  { weight: 2, arbitrary: fc.tuple(catalog('main', globalNamespace), catalog('main', namespace)) },
);

function subscriptionsOf(sources: readonly CatalogQuestion[]): fc.Arbitrary<SubscriptionInput[]> {
  const one = (name: string): fc.Arbitrary<SubscriptionInput> =>
    fc.constantFrom(...sources).chain((source) => {
      const bundle = fc.constantFrom(...source.content.bundles);
      return fc.record({
        metadata: fc.constant({ name }),
        spec: fc
          .record({
            bundle,
            hasChannel: fc.integer({ min: 0, max: 9 }),
            starts: fc.integer({ min: 0, max: 9 }),
            wrong: fc.integer({ min: 0, max: 60 }),
          })
          .map(({ bundle: { packageName, channelName, csvName }, hasChannel, starts, wrong }) => ({
            name: wrong === 0 ? 'missing' : packageName,
            source: wrong === 2 ? 'nowhere' : wrong === 3 ? '' : source.name,
            sourceNamespace: wrong === 3 ? '' : source.namespace,
            ...(hasChannel > 0 ? { channel: wrong === 1 ? 'missing' : channelName } : {}),
            ...(starts === 0 ? { startingCSV: csvName } : {}),
          })),
      });
    });
  return fc
    .integer({ min: 1, max: 3 })
    .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => one(`ask-${index + 1}`))));
}

/** CSVs as if some Subscriptions had been installed before, and now and then one without a Subscription. */
function installedOf(
  sources: readonly CatalogQuestion[],
  subscriptions: readonly SubscriptionInput[],
): fc.Arbitrary<{ subscriptions: SubscriptionInput[]; clusterServiceVersions: CsvInput[] }> {
  const bundles = sources.flatMap(({ content }) => content.bundles);
  const own = subscriptions.map((subscription) => {
    const fitting = bundles.filter(({ packageName }) => packageName === subscription.spec.name);
    return fitting.length === 0
      ? fc.constant(undefined)
      : fc.option(fc.constantFrom(...fitting), { nil: undefined, freq: 2 });
  });
  return fc
    .record({
      own: fc.tuple(...own),
      free: fc
        .option(fc.constantFrom(...bundles), { nil: undefined, freq: 1 })
        .chain((bundle) => usually(fc.constant(undefined), fc.constant(bundle), 5)),
      annotated: fc.boolean(),
      phases: usually(
        fc.constant<string[]>([]),
        fc.array(fc.constantFrom('Succeeded', 'Replacing', 'Failed', 'Pending'), { maxLength: 3 }),
        4,
      ),
    })
    .map(({ own: installed, free, annotated, phases }) => {
      const all = new Map(
        [...installed, free].flatMap((bundle) => (bundle === undefined ? [] : [[bundle.csvName, bundle]])),
      );
      return {
        subscriptions: subscriptions.map((subscription, index) => {
          const csv = installed[index]?.csvName;
          return csv === undefined ? subscription : { ...subscription, status: { installedCSV: csv } };
        }),
        clusterServiceVersions: [...all.values()].map((bundle, index) =>
          csvOf(bundle, annotated, phases[index] ?? 'Succeeded'),
        ),
      };
    });
}

function csvOf(bundle: RegistryBundle, annotated: boolean, phase: string): CsvInput {
  const { csvName, version, properties, replaces } = bundle;
  const written = { properties: properties.map(({ type, value }) => ({ type, value: JSON.parse(value) as unknown })) };
  const owned = properties
    .filter(({ type }) => type === 'olm.gvk')
    .map(({ value }) => JSON.parse(value) as { group: string; version: string; kind: string })
    .map(({ group, version: apiVersion, kind }) => ({
      name: `${kind.toLowerCase()}s.${group}`,
      version: apiVersion,
      kind,
    }));
  return {
    metadata: {
      name: csvName,
      namespace,
      ...(annotated ? { annotations: { 'operatorframework.io/properties': JSON.stringify(written) } } : {}),
    },
    spec: { version, replaces, customresourcedefinitions: { owned } },
    status: { phase },
  };
}

/** Small worlds, in which every other question has no answer. */
export const question: fc.Arbitrary<Question> = catalogs.chain((sources) =>
  subscriptionsOf(sources)
    .chain((subscriptions) => installedOf(sources, subscriptions))
    .chain((installed) =>
      usually(fc.constant(false), fc.constant(true), 5).map((failForward) => ({
        namespace,
        globalNamespace,
        catalogs: sources,
        failForward,
        ...installed,
      })),
    ),
);
