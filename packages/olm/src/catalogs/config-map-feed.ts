import { ConfigMap } from '@violet/api';
import { readConfigMapCatalog } from '@violet/bundles';
import { type Clock, type Cluster, startCache } from '@violet/kube';
import { type Feed, type FeedListener, noHeads } from './feed.ts';
import { problemOf, problemOfParts } from './problem.ts';

export interface ConfigMapFeedOptions {
  cluster: Cluster;
  namespace: string;
  name: string;
  clock: Clock;
}

/** A catalogue that lies in a ConfigMap: live at once when that changes. */
export function followConfigMap(
  { cluster, namespace, name, clock }: ConfigMapFeedOptions,
  listener: FeedListener,
): Feed {
  listener.onState('CONNECTING');
  const cache = startCache(cluster, ConfigMap, { namespace, fieldSelector: `metadata.name=${name}`, clock });
  const missing = () => listener.onState('TRANSIENT_FAILURE', `there is no ConfigMap ${namespace}/${name}`);
  const ended = new AbortController();
  cache.subscribe(({ type, object }) => {
    if (type === 'removed') missing();
    else tell(listener, object);
  });
  cache.whenSynced(ended.signal).then(
    () => cache.size === 0 && missing(),
    () => undefined,
  );
  return {
    nudge() {},
    stop() {
      ended.abort();
      cache.stop();
    },
  };
}

function tell(listener: FeedListener, { data = {}, metadata }: ConfigMap): void {
  try {
    const { content, problems } = readConfigMapCatalog(data);
    listener.onContent(content, JSON.stringify(data), noHeads);
    listener.onState('READY', problemOfParts(problems));
  } catch (error) {
    const where = `ConfigMap ${metadata.namespace}/${metadata.name}`;
    listener.onState('READY', `${where} holds no catalogue that can be read: ${problemOf(error)}`);
  }
}
