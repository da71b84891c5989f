import { cloneJson, type Stored } from '@violet/machinery';
import { REVISION_LABEL, templateOf } from '../history/revisions.ts';
import type { Pod } from '../kinds/pod.ts';
import type { PersistentVolumeClaim } from '../kinds/storage.ts';
import { type ControllerRevision, StatefulSet } from '../kinds/workloads.ts';
import { podFromTemplate } from '../pods/from-template.ts';

const NAME_LABEL = 'statefulset.kubernetes.io/pod-name';
const INDEX_LABEL = 'apps.kubernetes.io/pod-index';

/** The number of a pod in its set; -1 where its name is not one of the set's. */
export function ordinalOf({ metadata }: Pod, { metadata: { name: set } }: StatefulSet): number {
  const name = metadata.name ?? '';
  const match = /^(.*)-(\d+)$/.exec(name);
  return match?.[1] === set ? Number(match?.[2]) : -1;
}

function podName(set: StatefulSet, ordinal: number): string {
  return `${set.metadata.name}-${ordinal}`;
}

/** Pods of a StatefulSet carry the whole name of the revision that they are of. */
export function revisionOfPod({ metadata }: Pod): string {
  return metadata.labels?.[REVISION_LABEL] ?? '';
}

export function statefulPod(set: Stored<StatefulSet>, ordinal: number, revision: Stored<ControllerRevision>): Pod {
  const pod = podFromTemplate(StatefulSet, set, templateOf(revision));
  const name = podName(set, ordinal);
  const { generateName: _, ...metadata } = pod.metadata;
  const labels = {
    ...metadata.labels,
    [NAME_LABEL]: name,
    [INDEX_LABEL]: String(ordinal),
    [REVISION_LABEL]: revision.metadata.name,
  };
  pod.metadata = { ...metadata, name, labels };
  pod.spec.hostname = name;
  if (set.spec.serviceName !== undefined && set.spec.serviceName !== '') pod.spec.subdomain = set.spec.serviceName;
  pod.spec.volumes = volumesOf(set, name, pod.spec.volumes ?? []);
  return pod;
}

/** The claims that a pod of the set mounts, in the names that stay with its number. */
export function claimsOf(set: Stored<StatefulSet>, ordinal: number): PersistentVolumeClaim[] {
  const { namespace } = set.metadata;
  return (set.spec.volumeClaimTemplates ?? []).map((template) => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: claimName(template, podName(set, ordinal)),
      ...(namespace === undefined ? {} : { namespace }),
      labels: { ...template.metadata.labels, ...set.spec.selector.matchLabels },
      ...(template.metadata.annotations === undefined ? {} : { annotations: template.metadata.annotations }),
    },
    spec: cloneJson(template.spec ?? {}),
  }));
}

function volumesOf(set: StatefulSet, pod: string, volumes: NonNullable<Pod['spec']['volumes']>) {
  const claimed = (set.spec.volumeClaimTemplates ?? []).map((template) => ({
    name: template.metadata.name ?? '',
    persistentVolumeClaim: { claimName: claimName(template, pod) },
  }));
  return [...volumes.filter(({ name }) => !claimed.some((claim) => claim.name === name)), ...claimed];
}

function claimName(template: PersistentVolumeClaim, pod: string): string {
  return `${template.metadata.name}-${pod}`;
}
