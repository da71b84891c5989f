import type { CatalogContent, RegistryBundle } from '@violet/bundles';

/** A bundle with its manifests inline; `fields` overrides. */
export function aRegistryBundle(
  packageName: string,
  version: string,
  fields: Partial<RegistryBundle> = {},
): RegistryBundle {
  const csvName = fields.csvName ?? `${packageName}.v${version}`;
  const csv = {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'ClusterServiceVersion',
    metadata: { name: csvName },
    spec: { displayName: packageName, version, provider: { name: 'Somebody' } },
  };
  return {
    csvName,
    packageName,
    channelName: 'stable',
    csvJson: JSON.stringify(csv),
    object: [JSON.stringify(csv)],
    bundlePath: '',
    providedApis: [],
    requiredApis: [],
    version,
    skipRange: '',
    dependencies: [],
    properties: [{ type: 'olm.package', value: JSON.stringify({ packageName, version }) }],
    replaces: '',
    skips: [],
    ...fields,
  };
}

/** A catalogue of these bundles; the last one of each channel is its head. */
export function aCatalog(...bundles: RegistryBundle[]): CatalogContent {
  const packages = [...new Set(bundles.map(({ packageName }) => packageName))].map((name) => {
    const heads = new Map(
      bundles
        .filter(({ packageName }) => packageName === name)
        .map(({ channelName, csvName }) => [channelName, csvName]),
    );
    const channels = [...heads].map(([channel, csvName]) => ({ name: channel, csvName }));
    return { name, channels, defaultChannelName: channels[0]?.name ?? '' };
  });
  return { packages, bundles };
}
