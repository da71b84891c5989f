import { cloneJson, Failure, type KubernetesObject } from '@violet/machinery';
import { changeObject } from '../requests/change.ts';
import { timestamp } from '../requests/cluster.ts';
import { conflict } from '../requests/failures.ts';
import { created, type Subresource } from './subresource.ts';

interface PodParts {
  spec?: { nodeName?: string };
  status?: { conditions?: { type: string }[] };
}

/** Assigns a Pod to a node: what a scheduler does, once for every Pod. */
export const binding: Subresource = {
  async create({ cluster, kind, target, context }, body, options) {
    const node = (body['target'] as { name?: string } | undefined)?.name ?? '';
    if (node === '')
      throw new Failure('Invalid', `Binding ${JSON.stringify(target.name)} is invalid: target.name: Required value`);
    await changeObject(cluster, kind, {
      target,
      options,
      context,
      warnings: [],
      byServer: true,
      prepare: () => {},
      compute: (current) => {
        const { nodeName = '' } = (current as PodParts).spec ?? {};
        if (nodeName !== '') {
          throw conflict(
            kind,
            target.name ?? '',
            `pod ${target.name} is already assigned to node ${JSON.stringify(nodeName)}`,
          );
        }
        return { object: bound(current, node, timestamp(cluster.clock())) };
      },
    });
    return created();
  },
};

function bound(current: KubernetesObject, nodeName: string, now: string): KubernetesObject {
  const pod = cloneJson(current);
  const { status = {} } = pod as PodParts;
  const others = (status.conditions ?? []).filter(({ type }) => type !== 'PodScheduled');
  const scheduled = { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: now };
  pod.spec = { ...(pod.spec as object | undefined), nodeName };
  pod.status = { ...status, conditions: [...others, scheduled] };
  delete pod.metadata.resourceVersion;
  return pod;
}
