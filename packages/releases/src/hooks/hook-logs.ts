import { resource } from '@violet/api';
import { resourcePath } from '@violet/kube';
import { isFailure } from '@violet/machinery';
import type { ActionContext } from '../actions/context.ts';
import type { RecordedHook } from '../record/record.ts';

/** What one container of a hook has written; at most the first 64 KiB. */
export interface HookLog {
  hook: string;
  namespace: string;
  pod: string;
  container: string;
  text: string;
}

const Pods = resource('v1', 'Pod', 'pods');
const maxLogBytes = 64 * 1024;

/**
 * The logs of a hook's pods: of a Job all that it made, of a Pod its own. Where there is none (yet, or any more, or on
 * nodes that run nothing) there is nothing to tell.
 */
export async function readHookLogs(context: ActionContext, hook: RecordedHook, namespace: string): Promise<HookLog[]> {
  const select = hook.kind === 'Job' ? { labelSelector: `job-name=${hook.name}` } : podOf(hook);
  if (select === undefined) return [];
  const { items } = await context.cluster.resource(Pods, namespace).list(select);
  const logs: HookLog[] = [];
  for (const { metadata, spec } of items) {
    const { initContainers = [], containers = [] } = spec as Record<string, { name: string }[] | undefined>;
    for (const { name } of [...initContainers, ...containers]) {
      const text = await readLog(context, namespace, metadata.name ?? '', name);
      if (text !== undefined)
        logs.push({ hook: hook.name, namespace, pod: metadata.name ?? '', container: name, text });
    }
  }
  return logs;
}

function podOf(hook: RecordedHook): { fieldSelector: string } | undefined {
  return hook.kind === 'Pod' ? { fieldSelector: `metadata.name=${hook.name}` } : undefined;
}

async function readLog(
  { cluster, signal }: ActionContext,
  namespace: string,
  name: string,
  container: string,
): Promise<string | undefined> {
  const path = `${resourcePath(Pods, { namespace, name, subresource: 'log' })}?container=${encodeURIComponent(container)}&limitBytes=${maxLogBytes}`;
  try {
    const response = await cluster.request({ path, ...(signal === undefined ? {} : { signal }) });
    const text = await firstBytes(response.body, maxLogBytes);
    return response.status === 200 ? text.toString() : undefined;
  } catch (error) {
    if (isFailure(error)) return undefined;
    throw error;
  }
}

/** Not every server keeps to the limit that it was given. */
async function firstBytes(body: AsyncIterable<Uint8Array>, most: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let left = most;
  for await (const chunk of body) {
    chunks.push(chunk.subarray(0, left));
    left -= chunk.length;
    if (left <= 0) break;
  }
  return Buffer.concat(chunks);
}
