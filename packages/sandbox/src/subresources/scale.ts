import type { WriteOptions, WriteResult } from '@violet/apiserver';
import {
  cloneJson,
  Failure,
  isJsonObject,
  type JsonObject,
  type KubernetesObject,
  type LabelSelectorObject,
  labelSelectorOf,
  printLabelSelector,
} from '@violet/machinery';
import { changeObject } from '../requests/change.ts';
import { notFound } from '../requests/failures.ts';
import { type Kind, presented, type ScalePaths } from '../requests/kind.ts';
import { patched } from '../requests/patch.ts';
import { keyOf } from '../storage/event.ts';
import type { Subresource, SubresourceCall } from './subresource.ts';

const builtinPaths: ScalePaths = {
  specReplicasPath: '.spec.replicas',
  statusReplicasPath: '.status.replicas',
  labelSelectorPath: '.spec.selector',
};

/** `autoscaling/v1` Scale: the replicas of any kind under one form. */
export const scale: Subresource = {
  async get({ kind, target }) {
    const object = kind.collection.get(keyOf(target.namespace, target.name ?? ''));
    if (object === undefined) throw notFound(kind, target.name ?? '');
    return scaleOf(await presented(kind, object), pathsOf(kind));
  },

  update: (call, body, options) => write(call, options, () => body),

  // The patch is one of the Scale, not of the object.
  patch: (call, patch, options) => write(call, options, (current) => patched(call.kind, current, patch)),
};

function pathsOf(kind: Kind): ScalePaths {
  return kind.custom?.scale ?? builtinPaths;
}

async function write(
  { cluster, kind, target, context }: SubresourceCall,
  options: WriteOptions,
  wantedFrom: (current: KubernetesObject) => KubernetesObject,
): Promise<WriteResult> {
  const paths = pathsOf(kind);
  const result = await changeObject(cluster, kind, {
    target,
    options,
    context,
    warnings: [],
    compute: (current) => {
      const wanted = wantedFrom(scaleOf(current, paths));
      const object = cloneJson(current);
      const { resourceVersion } = wanted.metadata;
      if (resourceVersion === undefined) delete object.metadata.resourceVersion;
      else object.metadata.resourceVersion = resourceVersion;
      set(object, paths.specReplicasPath, replicasOf(wanted));
      return { object };
    },
  });
  return { ...result, object: scaleOf(result.object, paths) };
}

function replicasOf(wanted: KubernetesObject): number {
  const replicas = (wanted.spec as { replicas?: unknown } | undefined)?.replicas ?? 0;
  if (typeof replicas === 'number' && Number.isInteger(replicas) && replicas >= 0) return replicas;
  const message = `Scale.autoscaling ${JSON.stringify(wanted.metadata.name ?? '')} is invalid: spec.replicas: Invalid value: ${JSON.stringify(replicas)}: must be greater than or equal to 0`;
  throw new Failure('Invalid', message);
}

function scaleOf(object: KubernetesObject, paths: ScalePaths): KubernetesObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const selector =
    paths.labelSelectorPath === undefined ? undefined : selectorText(get(object, paths.labelSelectorPath));
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: JSON.parse(JSON.stringify({ name, namespace, uid, resourceVersion, creationTimestamp })),
    spec: { replicas: get(object, paths.specReplicasPath) ?? 0 },
    status: { replicas: get(object, paths.statusReplicasPath) ?? 0, ...(selector === undefined ? {} : { selector }) },
  };
}

/** Custom kinds keep a selector as text, ReplicationControllers as labels, the rest as an object. */
function selectorText(selector: unknown): string | undefined {
  if (!isJsonObject(selector)) return typeof selector === 'string' ? selector : undefined;
  const isSelector = 'matchLabels' in selector || 'matchExpressions' in selector;
  const object = isSelector ? selector : { matchLabels: selector };
  return printLabelSelector(labelSelectorOf(object as LabelSelectorObject));
}

function get(object: object, path: string): unknown {
  let value: unknown = object;
  for (const step of steps(path)) value = isJsonObject(value) ? value[step] : undefined;
  return value;
}

function set(object: object, path: string, value: number): void {
  const [last = '', ...parents] = steps(path).reverse();
  let holder = object as JsonObject;
  for (const step of parents.reverse()) {
    const next = holder[step];
    const child: JsonObject = isJsonObject(next) ? next : {};
    holder[step] = child;
    holder = child;
  }
  holder[last] = value;
}

function steps(path: string): string[] {
  return path.split('.').filter((step) => step !== '');
}
