import type { ServedSubresource } from '@violet/apiserver';
import { Failure } from '@violet/machinery';
import { notFound } from '../requests/failures.ts';
import { keyOf } from '../storage/event.ts';
import type { Subresource, SubresourceCall } from './subresource.ts';

/** What leads into a running container. Nodes here run none: the answer says so, instead of that there is no such thing. */
export const noContainers: Subresource = {
  get: refuse,
  create: refuse,
};

function refuse({ kind, target }: SubresourceCall): never {
  const name = target.name ?? '';
  const pod = kind.collection.get(keyOf(target.namespace, name));
  if (pod === undefined) throw notFound(kind, name);
  const { nodeName } = (pod.spec ?? {}) as { nodeName?: string };
  const why =
    nodeName === undefined
      ? 'is not on a node yet'
      : `runs no containers, since node ${JSON.stringify(nodeName)} is simulated`;
  const wanted = wants[target.subresource ?? ''] ?? '';
  throw new Failure('BadRequest', `pod ${JSON.stringify(name)} ${why}: ${wanted}`);
}

const wants: Readonly<Record<string, string>> = {
  attach: 'nothing can be attached to',
  exec: 'no command can be run in it',
  log: 'it has no log',
  portforward: 'no port can be forwarded to it',
};

/** As pods of a real cluster have them. */
export const containerSubresources: readonly ServedSubresource[] = [
  connection('attach', 'PodAttachOptions'),
  connection('exec', 'PodExecOptions'),
  { name: 'log', group: '', version: 'v1', kind: 'Pod', verbs: ['get'] },
  connection('portforward', 'PodPortForwardOptions'),
];

function connection(name: string, kind: string): ServedSubresource {
  return { name, group: '', version: 'v1', kind, verbs: ['create', 'get'], connects: true };
}
