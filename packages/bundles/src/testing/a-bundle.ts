import type { Bundle } from '../bundle/bundle.ts';
import { readBundle } from '../bundle/read-bundle.ts';
import { bundleAnnotations } from '../bundle/read-metadata.ts';

export interface BundleOptions {
  packageName?: string;
  version?: string;
  channels?: string[];
  defaultChannel?: string;
  replaces?: string;
  skips?: string[];
  skipRange?: string;
  /** Added to the CSV's spec. */
  spec?: object;
}

/** A small bundle that is read like any other; its CSV is called `<package>.v<version>`. */
export function aBundle(options: BundleOptions = {}): Bundle {
  const { packageName = 'hull', version = '1.0.0', channels = ['stable'], defaultChannel = '' } = options;
  const csv = {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'ClusterServiceVersion',
    metadata: {
      name: `${packageName}.v${version}`,
      annotations: options.skipRange === undefined ? {} : { 'olm.skipRange': options.skipRange },
    },
    spec: {
      displayName: packageName,
      version,
      replaces: options.replaces,
      skips: options.skips,
      install: { strategy: 'deployment', spec: { deployments: [] } },
      ...options.spec,
    },
  };
  const annotations = {
    [bundleAnnotations.package]: packageName,
    [bundleAnnotations.channels]: channels.join(','),
    [bundleAnnotations.defaultChannel]: defaultChannel,
  };
  const files = {
    'manifests/csv.json': JSON.stringify(csv),
    'metadata/annotations.json': JSON.stringify({ annotations }),
  };
  const encoder = new TextEncoder();
  return readBundle({
    files: new Map(Object.entries(files).map(([path, text]) => [path, encoder.encode(text)])),
    source: csv.metadata.name,
  });
}
