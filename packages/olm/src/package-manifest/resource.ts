import { PackageManifest } from '@violet/api';
import type { Column, ServedResource } from '@violet/apiserver';
import { ageSince, nameColumn } from '@violet/machinery';
import { packageManifestSchema } from './schema.ts';

const catalogName: Column = {
  name: 'Catalog',
  type: 'string',
  description: 'The source catalog for this package',
  priority: 0,
  // The server keeps objects of its own kind only.
  cell: (object) => (object as PackageManifest).status?.catalogSourceDisplayName ?? '',
};

const age: Column = {
  name: 'Age',
  type: 'string',
  description:
    'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata',
  priority: 0,
  cell: ({ metadata }, now) => ageSince(metadata.creationTimestamp ?? '', now),
};

/** PackageManifests as they are served: they can be read, not watched. */
export const packageManifests: ServedResource = {
  group: PackageManifest.group,
  version: PackageManifest.version,
  plural: PackageManifest.plural,
  singular: 'packagemanifest',
  kind: PackageManifest.kind,
  listKind: 'PackageManifestList',
  namespaced: true,
  shortNames: [],
  categories: [],
  verbs: ['get', 'list'],
  subresources: [
    {
      name: 'icon',
      group: PackageManifest.group,
      version: PackageManifest.version,
      kind: PackageManifest.kind,
      verbs: ['get'],
      raw: true,
    },
  ],
  columns: [{ ...nameColumn, type: 'string', cell: ({ metadata }) => metadata.name ?? '' }, catalogName, age],
  schema: packageManifestSchema,
  definitionName:
    'com.github.operator-framework.operator-lifecycle-manager.pkg.package-server.apis.operators.v1.PackageManifest',
};
