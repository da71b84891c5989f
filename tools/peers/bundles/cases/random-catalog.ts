import fc from 'fast-check';

const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', '');
const likelyName = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom('a', 'b', 'c', 'd', 'e') },
  { weight: 1, arbitrary: name },
);
const version = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('1.0.0', '1.1.0', '1.2.0', '2.0.0', '2.0.0-rc.1', '3.0.0+b.1') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      '1',
      '1.0',
      'v1.0.0',
      '01.0.0',
      '1.0.0-',
      '1.0.0-01',
      '1.0.0+',
      '1.x.0',
      '1..0',
      '1.0.0-a_b',
    ),
  },
);

const entry = fc.record(
  {
    name: likelyName,
    replaces: likelyName,
    skips: fc.array(likelyName, { maxLength: 2 }),
    skipRange: fc.constantFrom('<1.0.0', '>=1.0.0 <2.0.0'),
  },
  { requiredKeys: ['name'] },
);

const property = fc.oneof(
  fc.record({ type: fc.constant('olm.gvk'), value: fc.constant({ group: 'g', version: 'v1', kind: 'K' }) }),
  fc.record({
    type: fc.constant('olm.package.required'),
    value: fc.constantFrom<object>({ packageName: 'x', versionRange: '>1' }, { packageName: 5 }, []),
  }),
  fc.record({ type: fc.constant('olm.gvk.required'), value: fc.constantFrom<object>({ group: 'g' }, { kind: true }) }),
  fc.record({
    type: fc.constant('olm.csv.metadata'),
    value: fc.constantFrom<object>({ displayName: 'X' }, { keywords: 'x' }),
  }),
  fc.record({ type: fc.constant('other'), value: fc.constantFrom<unknown>('x', 1.5, null, { b: 1, a: 2 }) }),
);

const owner = fc.oneof({ weight: 30, arbitrary: fc.constant('p') }, { weight: 1, arbitrary: fc.constantFrom('q', '') });

const bundleOf = (bundle: string) =>
  fc.record(
    {
      schema: fc.constant('olm.bundle'),
      package: owner,
      name: fc.constant(bundle),
      image: fc.oneof(
        { weight: 20, arbitrary: fc.constant('example.com/b:1') },
        { weight: 1, arbitrary: fc.constant('') },
      ),
      properties: fc
        .tuple(
          fc.record({ type: fc.constant('olm.package'), value: fc.record({ packageName: owner, version }) }),
          fc.oneof(
            { weight: 4, arbitrary: fc.constant([]) },
            { weight: 1, arbitrary: fc.array(property, { maxLength: 2 }) },
          ),
        )
        .map(([first, others]) => [first, ...others]),
    },
    { requiredKeys: ['schema', 'package', 'name', 'image', 'properties'] },
  );

const channel = fc.record({
  schema: fc.constant('olm.channel'),
  package: owner,
  name: fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom('stable', 'beta') },
    { weight: 1, arbitrary: fc.constant('') },
  ),
  entries: fc.array(entry, { maxLength: 4 }),
});

const pack = fc.record(
  {
    schema: fc.constant('olm.package'),
    name: fc.oneof(
      { weight: 30, arbitrary: fc.constant('p') },
      { weight: 1, arbitrary: fc.constantFrom('P_', '', '-p') },
    ),
    defaultChannel: fc.oneof(
      { weight: 20, arbitrary: fc.constant('stable') },
      { weight: 1, arbitrary: fc.constantFrom('', 'other') },
    ),
  },
  { requiredKeys: ['schema', 'name', 'defaultChannel'] },
);

const deprecations = fc.record({
  schema: fc.constant('olm.deprecations'),
  package: owner,
  entries: fc.array(
    fc.record({
      reference: fc.record(
        {
          schema: fc.constantFrom('olm.bundle', 'olm.channel', 'olm.package', 'olm.else', ''),
          name: fc.constantFrom('a', 'stable', ''),
        },
        { requiredKeys: ['schema'] },
      ),
      message: fc.constantFrom('old', ''),
    }),
    { maxLength: 2 },
  ),
});

/** Catalogues of one package, of which about half are broken in one way or several. */
export const randomCatalog: fc.Arbitrary<object[]> = fc
  .tuple(
    fc.array(pack, { minLength: 1, maxLength: 1 }),
    fc.array(channel, { minLength: 1, maxLength: 2 }),
    fc.oneof(
      { weight: 5, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(deprecations, { minLength: 1, maxLength: 1 }) },
    ),
    fc.boolean(),
  )
  .chain(([packs, channels, deprecated, whole]) => {
    const named = new Set(channels.flatMap(({ entries }) => entries.map((item) => item.name)));
    const bundles = [...(whole ? named : ['a', 'b'])].map(bundleOf);
    return fc.tuple(...bundles).map((made) => [...packs, ...channels, ...made, ...deprecated]);
  });
