import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Secret } from '@violet/api';
import type { Cluster, DiscoveredResource, ListOptions, ResourceClient } from '@violet/kube';
import { isFailure, type KubernetesObject, type Stored } from '@violet/machinery';

const unpack = promisify(gunzip);

/** Objects read at once: what they take in memory, and how long reading them keeps others waiting. */
const pageSize = 50;
const maxReleaseBytes = 64 * 1024 * 1024;

/** Groups whose objects are computed from what others say, by servers that may be away. */
const computedGroups: ReadonlySet<string> = new Set(['metrics.k8s.io', 'packages.operators.coreos.com']);
/** Kinds that run nothing and name no image; there can be very many of them, or very large ones. */
const leftOut: ReadonlySet<string> = new Set(['secrets', 'events', 'leases', 'customresourcedefinitions']);

/**
 * Every digest that any object of a cluster names, in whatever field: those of our kinds and of workloads, and those of kinds that we
 * know nothing of. Revisions of Helm count too, as one may go back to them. What only looks like a digest does no harm.
 * Throws when something cannot be read: who takes away what is not named must know all names.
 */
export async function namedDigests(cluster: Cluster, signal: AbortSignal): Promise<Set<string>> {
  const found = new Set<string>();
  for (const resource of storedResources(await cluster.resources())) {
    for await (const object of allOf(cluster.resource(resource), { signal }))
      collectDigests(JSON.stringify(object), found);
  }
  const revisions = allOf(cluster.resource(Secret), { fieldSelector: 'type=helm.sh/release.v1', signal });
  for await (const revision of revisions) collectDigests(await releaseText(revision.data?.['release'] ?? ''), found);
  return found;
}

/** Each kind once, however many versions serve it. */
function storedResources(resources: readonly DiscoveredResource[]): DiscoveredResource[] {
  const listed = resources.filter(
    ({ group, plural, verbs }) => verbs.includes('list') && !computedGroups.has(group) && !leftOut.has(plural),
  );
  return [
    ...new Map(listed.toReversed().map((resource) => [`${resource.plural}.${resource.group}`, resource])).values(),
  ];
}

async function* allOf<T extends KubernetesObject>(
  objects: ResourceClient<T>,
  selection: ListOptions,
): AsyncGenerator<Stored<T>> {
  let page = await unlessGone(objects.list({ ...selection, limit: pageSize }));
  while (page !== undefined) {
    yield* page.items;
    if (!page.continue) return;
    page = await unlessGone(objects.list({ ...selection, limit: pageSize, continue: page.continue }));
  }
}

/** A kind that went since it was discovered has no objects. */
async function unlessGone<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (isFailure(error) && error.code === 'NotFound') return undefined;
    throw error;
  }
}

/** With the algorithm or without it: some values of charts hold the digits alone. */
function collectDigests(text: string, found: Set<string>): void {
  for (const [hex] of text.matchAll(/(?<![0-9a-f])[0-9a-f]{64}(?:[0-9a-f]{64})?(?![0-9a-f])/g))
    found.add(`${hex.length === 64 ? 'sha256' : 'sha512'}:${hex}`);
}

/** What Helm keeps of a revision: gzip, in base64, in the base64 of Secrets. */
async function releaseText(data: string): Promise<string> {
  const packed = Buffer.from(Buffer.from(data, 'base64').toString('latin1'), 'base64');
  // What is not a revision names no image.
  const bytes = await unpack(packed, { maxOutputLength: maxReleaseBytes }).catch(() => undefined);
  return bytes?.toString('utf8') ?? '';
}
