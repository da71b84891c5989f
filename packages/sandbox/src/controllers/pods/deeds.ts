import type { EventRecorder, Reader } from '@violet/controller';
import { isFailure, type KubernetesObject, type Stored } from '@violet/machinery';
import { Pod } from '../kinds/pod.ts';

/** What owners do with pods. Both resolve only when the cache shows it: a second run must not do it again. */
export interface PodDeeds {
  create(pods: readonly Pod[]): Promise<void>;
  remove(pods: readonly Stored<Pod>[]): Promise<void>;
}

export interface PodDeedsOptions {
  reader: Reader;
  events: EventRecorder;
  owner: Stored<KubernetesObject>;
  /** Who says so in events. */
  source: string;
  /** In other words than most controllers. */
  says?: (deed: 'create' | 'delete', pod: string) => string;
}

/** As real controllers do: a template that is refused is tried with few pods before it is tried with many. */
const FIRST_BATCH = 4;

const inMostWords = (deed: 'create' | 'delete', pod: string): string =>
  `${deed === 'create' ? 'Created' : 'Deleted'} pod: ${pod}`;

export function podDeeds({ reader, events, owner, source, says = inMostWords }: PodDeedsOptions): PodDeeds {
  const pods = reader.client.resource(Pod, owner.metadata.namespace);
  const createOne = async (pod: Pod): Promise<Stored<Pod>> => {
    try {
      const created = await pods.create(pod);
      events.record(owner, { reason: 'SuccessfulCreate', message: says('create', created.metadata.name), source });
      return created;
    } catch (error) {
      const message = `Error creating: ${error instanceof Error ? error.message : String(error)}`;
      events.record(owner, { type: 'Warning', reason: 'FailedCreate', message, source });
      throw error;
    }
  };
  return {
    async create(wanted) {
      for (let start = 0, size = FIRST_BATCH; start < wanted.length; start += size, size *= 2) {
        const results = await Promise.allSettled(wanted.slice(start, start + size).map(createOne));
        for (const result of results) if (result.status === 'fulfilled') await reader.whenSeen(Pod, result.value);
        for (const result of results) if (result.status === 'rejected') throw result.reason;
      }
    },
    async remove(unwanted) {
      await Promise.all(
        unwanted.map(async (pod) => {
          const left = await deletePod(reader, pod);
          events.record(owner, { reason: 'SuccessfulDelete', message: says('delete', pod.metadata.name), source });
          await (left === undefined ? reader.whenGone(Pod, pod) : reader.whenSeen(Pod, left));
        }),
      );
    },
  };
}

async function deletePod(reader: Reader, pod: Stored<Pod>): Promise<Stored<Pod> | undefined> {
  const { name, namespace, uid } = pod.metadata;
  try {
    return await reader.client.resource(Pod, namespace).delete(name, { preconditions: { uid } });
  } catch (error) {
    // Another pod under the same name: ours is gone.
    if (isFailure(error, 'Conflict')) return undefined;
    throw error;
  }
}
