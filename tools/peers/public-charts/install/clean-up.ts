import { type Dump, dumpCluster, run, type Stage } from './kubectl.ts';

/** Deletes what was not there at first: what uninstalling leaves, and the namespace. */
export async function cleanUp(stage: Stage, first: Dump): Promise<void> {
  const left = [...(await dumpCluster(stage)).keys()].filter((name) => !first.has(name));
  const byKind = Map.groupBy(left, (name) => name.slice(0, name.lastIndexOf(' ')));
  // Webhooks of what is gone would refuse the rest.
  const kinds = [...byKind.keys()].toSorted((a, b) => rank(a) - rank(b));
  for (const kind of kinds) {
    const spaces = Map.groupBy(byKind.get(kind) ?? [], (name) => name.slice(kind.length + 1, name.lastIndexOf('/')));
    for (const [space, names] of spaces) await remove(stage, kind, space, names);
  }
}

function rank(kind: string): number {
  if (/WebhookConfiguration|AdmissionPolicy|APIService/.test(kind)) return 0;
  return / (CustomResourceDefinition|Namespace)$/.test(kind) ? 2 : 1;
}

async function remove(stage: Stage, kind: string, space: string, names: readonly string[]): Promise<void> {
  const [apiVersion = '', name = ''] = kind.split(' ');
  const [version, group] = apiVersion.split('/').toReversed();
  const type = group === undefined ? name : `${name}.${version}.${group}`;
  const words = names.map((full) => full.slice(full.lastIndexOf('/') + 1));
  const where = space === '' ? [] : ['--namespace', space];
  await run(stage, 'kubectl', ['delete', type, ...words, ...where, '--ignore-not-found', '--timeout=60s']);
}
