/** Which rooms a room may import. `docs/architecture.md` shows the same table, and a test compares them. */
export const importTable: Readonly<Record<string, readonly string[]>> = {
  'packages/machinery': [],
  'packages/api': ['machinery'],
  'packages/gotemplate': [],
  'packages/charts': ['api', 'machinery', 'gotemplate'],
  'packages/bundles': ['api', 'machinery'],
  'packages/threads': ['machinery'],
  'packages/oci': ['machinery'],
  'packages/registry': ['machinery', 'oci'],
  'packages/kube': ['api', 'machinery'],
  'packages/apiserver': ['machinery'],
  'packages/controller': ['api', 'machinery', 'kube'],
  'packages/archive': ['api', 'machinery', 'charts', 'bundles', 'oci'],
  'packages/publish': ['api', 'machinery', 'archive', 'oci', 'kube'],
  'packages/releases': ['api', 'machinery', 'charts', 'oci', 'kube', 'controller'],
  'packages/plugins': ['api', 'machinery', 'gotemplate', 'charts', 'oci', 'kube', 'controller'],
  'packages/olm': ['api', 'machinery', 'bundles', 'threads', 'oci', 'kube', 'controller', 'apiserver'],
  'packages/marketplace': ['api', 'machinery', 'bundles', 'charts', 'threads', 'oci', 'kube', 'controller'],
  'packages/accounts': ['api', 'machinery'],
  'packages/sandbox': ['machinery', 'apiserver', 'kube', 'controller'],
  'apps/violet': ['api', 'machinery', 'charts', 'archive', 'publish', 'oci', 'kube'],
  'apps/platform': [
    'api',
    'machinery',
    'charts',
    'oci',
    'registry',
    'kube',
    'controller',
    'releases',
    'olm',
    'plugins',
    'marketplace',
    'accounts',
    'sandbox',
  ],
};

/** Imports that only part of a room may make. */
export const narrowed: readonly { room: string; imports: readonly string[]; only: readonly string[] }[] = [
  { room: 'packages/sandbox', imports: ['kube'], only: ['src/controllers/'] },
  { room: 'packages/sandbox', imports: ['controller'], only: ['src/controllers/', 'src/aggregation/front-proxy.ts'] },
];

/** Rooms without I/O: neither Node's modules nor anything that needs them, outside tests and the files named here. */
export const pureRooms: Readonly<Record<string, readonly string[]>> = {
  'packages/machinery': [],
  'packages/api': [],
  'packages/gotemplate': ['src/node.ts'],
  'packages/bundles': [],
  'packages/charts': ['src/node'],
};

/** Only programs read the environment. */
export const readsEnvironment: readonly string[] = ['apps/violet', 'apps/platform'];
