import type { Reader } from '@violet/controller';
import type { ResourceDefinition } from '@violet/kube';
import { jsonEqual, type KubernetesObject, type Stored } from '@violet/machinery';
import type { PodTemplate } from '../kinds/pod.ts';
import { ControllerRevision } from '../kinds/workloads.ts';
import { controllerReference } from '../ownership.ts';
import { templateHash } from '../template-hash.ts';

export const REVISION_LABEL = 'controller-revision-hash';

export interface HistoryOptions {
  reader: Reader;
  ownerKind: ResourceDefinition;
  owner: Stored<KubernetesObject>;
  template: PodTemplate;
}

/** The templates that a DaemonSet or StatefulSet has had: what `kubectl rollout history` and `undo` read. */
export async function syncRevision(options: HistoryOptions): Promise<Stored<ControllerRevision>> {
  const { reader, owner } = options;
  const revisions = inOrder(reader.ownedBy(ControllerRevision, owner.metadata.uid));
  const data = dataOf(options.template);
  const newest = revisions.at(-1);
  const same = revisions.findLast((revision) => jsonEqual(revision.data, data));
  if (same === undefined) return await create(options, (newest?.revision ?? 0) + 1);
  if (same === newest) return same;
  const body = { revision: (newest?.revision ?? 0) + 1 };
  const written = await reader.client
    .resource(ControllerRevision, owner.metadata.namespace)
    .patch(same.metadata.name, { type: 'merge', body });
  await reader.whenSeen(ControllerRevision, written);
  return written;
}

/** Keeps so many of those that no pod uses. */
export async function forgetRevisions(
  { reader, owner }: HistoryOptions,
  inUse: ReadonlySet<string>,
  limit: number,
): Promise<void> {
  const idle = inOrder(reader.ownedBy(ControllerRevision, owner.metadata.uid)).filter(
    ({ metadata }) => !inUse.has(metadata.name),
  );
  const tooMany = idle.length - limit;
  for (const revision of tooMany > 0 ? idle.slice(0, tooMany) : []) {
    await reader.client.resource(ControllerRevision, owner.metadata.namespace).delete(revision.metadata.name);
    await reader.whenGone(ControllerRevision, revision);
  }
}

export function templateOf(revision: ControllerRevision): PodTemplate {
  const { $patch: _, ...template } = (revision.data as { spec: { template: PodTemplate & { $patch?: string } } }).spec
    .template;
  return template;
}

export function hashOf(revision: ControllerRevision): string {
  return revision.metadata.labels?.[REVISION_LABEL] ?? '';
}

function dataOf(template: PodTemplate): unknown {
  return { spec: { template: { ...template, $patch: 'replace' } } };
}

async function create(
  { reader, ownerKind, owner, template }: HistoryOptions,
  revision: number,
): Promise<Stored<ControllerRevision>> {
  const hash = templateHash(template);
  const { name, namespace } = owner.metadata;
  const created = await reader.client.resource(ControllerRevision, namespace).create({
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: `${name}-${hash}`,
      ...(namespace === undefined ? {} : { namespace }),
      labels: { ...template.metadata?.labels, [REVISION_LABEL]: hash },
      ownerReferences: [controllerReference(ownerKind, owner)],
    },
    data: dataOf(template),
    revision,
  });
  await reader.whenSeen(ControllerRevision, created);
  return created;
}

function inOrder(revisions: readonly Stored<ControllerRevision>[]): Stored<ControllerRevision>[] {
  return [...revisions].sort((left, right) => left.revision - right.revision);
}
