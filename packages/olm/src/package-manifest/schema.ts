import type { Schema } from '@violet/machinery';

const text: Schema = { type: 'string' };
const texts = listOf(text);
const link = object({ name: text, url: text });
const deprecation = object({ message: text }, ['message']);
const open: Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

const csvDescription = object({
  displayName: text,
  version: text,
  provider: link,
  annotations: { type: 'object', additionalProperties: text },
  keywords: texts,
  links: listOf(link),
  maintainers: listOf(object({ name: text, email: text })),
  maturity: text,
  description: text,
  installModes: listOf(object({ type: text, supported: { type: 'boolean' } }, ['type', 'supported'])),
  customresourcedefinitions: object({ owned: listOf(open), required: listOf(open) }),
  apiservicedefinitions: object({ owned: listOf(open), required: listOf(open) }),
  nativeApis: listOf(object({ group: text, version: text, kind: text }, ['group', 'version', 'kind'])),
  minKubeVersion: text,
  relatedImages: texts,
});

const channel = object(
  {
    name: text,
    currentCSV: text,
    currentCSVDesc: csvDescription,
    deprecation,
    entries: listOf(object({ name: text, version: text, deprecation }, ['name'])),
  },
  ['name', 'currentCSV', 'entries'],
);

/** For OpenAPI and `kubectl explain`. */
export const packageManifestSchema: Schema = {
  ...object({
    apiVersion: text,
    kind: text,
    metadata: { type: 'object' },
    spec: { type: 'object' },
    status: object(
      {
        catalogSource: described('The CatalogSource that this package belongs to'),
        catalogSourceDisplayName: text,
        catalogSourcePublisher: text,
        catalogSourceNamespace: described('The namespace of the CatalogSource'),
        provider: { ...link, description: "The provider of the package's default CSV" },
        packageName: described('The name of the package, such as etcd'),
        deprecation,
        channels: { ...listOf(channel), description: 'The channels of the package, such as alpha or stable' },
        defaultChannel: described('The channel that is installed from where no other one is given'),
      },
      [
        'catalogSource',
        'catalogSourceDisplayName',
        'catalogSourcePublisher',
        'catalogSourceNamespace',
        'packageName',
        'channels',
        'defaultChannel',
      ],
    ),
  }),
  description: 'A package of operators that a namespace can subscribe to, as a catalogue offers it.',
};

function object(properties: Record<string, Schema>, required: string[] = []): Schema {
  return { type: 'object', properties, ...(required.length === 0 ? {} : { required }) };
}

function listOf(items: Schema): Schema {
  return { type: 'array', items };
}

function described(description: string): Schema {
  return { type: 'string', description };
}
