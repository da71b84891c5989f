import type { EventRecorder } from '@violet/controller';
import { type Controller, defineController, keyOf, type Reader, watch } from '@violet/controller';
import { isFailure, type Stored } from '@violet/machinery';
import type { BuiltinContext } from '../context.ts';
import { Pod } from '../kinds/pod.ts';
import { PersistentVolumeClaim } from '../kinds/storage.ts';
import type { SimulatedNode } from '../nodes/node.ts';
import { PodAddresses } from './addresses.ts';
import type { ImageLookup } from './images.ts';
import { podEnding, podSteps, type World } from './reconcile.ts';
import { Since } from './since.ts';

interface Place {
  node: SimulatedNode;
  addresses: PodAddresses;
  pulls: Since;
  starts: Since;
}

export interface KubeletOptions {
  nodes: readonly SimulatedNode[];
  images: ImageLookup;
  /** How long a pod takes until it runs. */
  startMs?: number | undefined;
}

/** Runs the pods of the simulated nodes: they become ready when their images are there, and end when they are told to. */
export function kubeletController(
  { events }: BuiltinContext,
  { nodes, images, startMs = 0 }: KubeletOptions,
): Controller {
  const places = new Map(nodes.map((node) => [node.name, placeOn(node)]));
  return defineController<Pod, World>({
    name: 'kubelet',
    scope: 'member',
    kind: Pod,
    concerns: ({ spec }) => places.has(spec.nodeName ?? ''),
    watches: [watch({ kind: PersistentVolumeClaim, keys: (claim, _cluster, reader) => podsWith(claim, reader) })],
    alsoWhen: (requeueAll) => images.onChange(requeueAll),
    observe(pod, reader) {
      const place = places.get(pod.spec.nodeName ?? '');
      if (place === undefined) throw new Error(`pod ${pod.metadata.name} is on no simulated node`);
      return worldOf(pod, { reader, events, images, place, startMs });
    },
    steps: podSteps,
    finalize: podEnding,
    concurrency: 16,
  });
}

function placeOn(node: SimulatedNode): Place {
  return { node, addresses: new PodAddresses(node.podPrefix), pulls: new Since(), starts: new Since() };
}

function podsWith(claim: PersistentVolumeClaim, reader: Reader) {
  const pods = reader.list(Pod, claim.metadata.namespace);
  return pods.filter((pod) => claimsOf(pod).includes(claim.metadata.name ?? '')).map(keyOf);
}

function claimsOf(pod: Pod): string[] {
  return (pod.spec.volumes ?? []).flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []);
}

interface Surroundings {
  reader: Reader;
  events: EventRecorder;
  images: ImageLookup;
  place: Place;
  startMs: number;
}

function worldOf(pod: Stored<Pod>, { reader, events, images, place, startMs }: Surroundings): World {
  const { name, namespace, uid } = pod.metadata;
  const { node, addresses, pulls, starts } = place;
  return {
    pulls,
    starts,
    startMs,
    addresses() {
      addresses.forgetAllBut(new Set(reader.list(Pod).map(({ metadata }) => metadata.uid)));
      const podIP = pod.spec.hostNetwork === true ? node.address : addresses.addressOf(uid, pod.status?.podIP);
      return { hostIP: node.address, podIP };
    },
    async missingImages() {
      const all = [...(pod.spec.initContainers ?? []), ...pod.spec.containers].map(({ image = '' }) => image);
      const distinct = [...new Set(all)];
      const answers = await Promise.all(distinct.map((image) => images.check(image)));
      return distinct.filter((_image, index) => answers[index] === 'missing');
    },
    claimsAreBound: claimsOf(pod).every(
      (claim) => reader.get(PersistentVolumeClaim, claim, namespace)?.status?.phase === 'Bound',
    ),
    say(type, reason, message, container) {
      const field = container === undefined ? {} : { fieldPath: `spec.containers{${container}}` };
      events.record(pod, { type, reason, message, source: 'kubelet', host: node.name, ...field });
    },
    async remove() {
      try {
        await reader.client.resource(Pod, namespace).delete(name, { gracePeriodSeconds: 0, preconditions: { uid } });
      } catch (error) {
        // Another pod under the same name: this one is gone already.
        if (!isFailure(error, 'Conflict')) throw error;
      }
    },
  };
}
