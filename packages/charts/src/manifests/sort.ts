import { goQuote } from '@violet/gotemplate';
import { basePath } from '../chart/clean-path.ts';
import { goTrim } from '../text/go-trim.ts';
import type { Warn } from '../values/coalesce.ts';
import { installOrder, sortByKind } from './kind-order.ts';
import { type Hook, type HookEvent, hookEvents, type Manifest } from './manifest.ts';
import { type Document, ManifestMemory } from './manifest-memory.ts';

export interface SortOptions {
  /** That of installation if absent. */
  order?: readonly string[];
  /** Hears of hooks that are passed over. */
  warn?: Warn | undefined;
  /** Kept from one render of a chart to the next, it spares reading what did not change. */
  memory?: ManifestMemory;
}

/**
 * Rendered files (path → text) as objects in the order of `order`, and apart from them the hooks. Partials and empty
 * files are left out. Throws a Failure of code Invalid naming the file whose YAML cannot be read.
 */
export function sortManifests(
  files: ReadonlyMap<string, string>,
  { order = installOrder, warn = () => undefined, memory = new ManifestMemory() }: SortOptions = {},
): { manifests: Manifest[]; hooks: Hook[] } {
  const manifests: Manifest[] = [];
  const hooks: Hook[] = [];
  const reader = memory.reader();
  for (const path of [...files.keys()].sort()) {
    const text = files.get(path) ?? '';
    if (basePath(path).startsWith('_') || goTrim(text) === '') continue;
    for (const document of reader.documents(path, text)) {
      const manifest = manifestOf(path, document);
      const events = manifest.annotations['helm.sh/hook'];
      if (events === undefined) manifests.push(manifest);
      else hooks.push(...hookOf(manifest, events, warn));
    }
  }
  reader.end();
  return { manifests: sortByKind(manifests, order), hooks: sortByKind(hooks, order) };
}

function manifestOf(path: string, { content, head }: Document): Manifest {
  const { apiVersion = '', kind = '', metadata = {} } = head;
  return { path, content, apiVersion, kind, name: metadata.name ?? '', annotations: metadata.annotations ?? {} };
}

/** None for an event that Helm does not know: such an object is not applied at all. */
function hookOf(manifest: Manifest, annotation: string, warn: Warn): Hook[] {
  const events = words(annotation).map((event) => (event === 'test-success' ? 'test' : event));
  if (!events.every((event): event is HookEvent => (hookEvents as readonly string[]).includes(event))) {
    warn(`info: skipping unknown hook: ${goQuote(annotation)}`);
    return [];
  }
  return [
    {
      name: manifest.name,
      kind: manifest.kind,
      path: manifest.path,
      manifest: manifest.content,
      events,
      weight: weightOf(manifest.annotations['helm.sh/hook-weight'] ?? ''),
      deletePolicies: words(manifest.annotations['helm.sh/hook-delete-policy']),
      outputLogPolicies: words(manifest.annotations['helm.sh/hook-output-log-policy']),
    },
  ];
}

/** None for what is no integer of 64 bits. */
function weightOf(text: string): number {
  const isInteger =
    /^[+-]?\d+$/.test(text) && BigInt.asIntN(64, BigInt(text.replace('+', ''))) === BigInt(text.replace('+', ''));
  return isInteger ? Number(text) : 0;
}

function words(list: string | undefined): string[] {
  return list === undefined ? [] : list.split(',').map((word) => goTrim(word).toLowerCase());
}
