import { ConfigMap } from '@violet/api';
import { type Clock, type Cluster, startCache } from '@violet/kube';
import { isJsonObject } from '@violet/machinery';

/** What the API server of a cluster tells those that stand behind it, so that they believe the same users. */
export interface Delegation {
  /** PEM: authorities of client certificates. */
  clientAuthority: string;
  proxy: {
    /** PEM: authorities of the API server's own certificate, with which it speaks for a user. */
    authority: string;
    /** Common names that this certificate may have; all where empty. */
    names: string[];
    /** Names of headers, in lower case. */
    usernameHeaders: string[];
    uidHeaders: string[];
    groupHeaders: string[];
    extraPrefixes: string[];
  };
}

const nobody: Delegation = {
  clientAuthority: '',
  proxy: { authority: '', names: [], usernameHeaders: [], uidHeaders: [], groupHeaders: [], extraPrefixes: [] },
};

const NAMESPACE = 'kube-system';
const NAME = 'extension-apiserver-authentication';

export interface FollowedDelegation {
  current(): Delegation;
  whenSynced(signal?: AbortSignal): Promise<void>;
  stop(): void;
}

/** Follows it: certificates are rotated. */
export function followDelegation(
  cluster: Cluster,
  clock: Clock,
  onChange: (delegation: Delegation) => void,
): FollowedDelegation {
  let current = nobody;
  const cache = startCache(cluster, ConfigMap, {
    namespace: NAMESPACE,
    fieldSelector: `metadata.name=${NAME}`,
    clock,
  });
  cache.subscribe(({ type, object }) => {
    current = type === 'removed' ? nobody : readDelegation(object.data ?? {});
    onChange(current);
  });
  return { current: () => current, whenSynced: (signal) => cache.whenSynced(signal), stop: () => cache.stop() };
}

export function readDelegation(data: Record<string, string>): Delegation {
  const names = (key: string) => readNames(data[key]).map((name) => name.toLowerCase());
  return {
    clientAuthority: data['client-ca-file'] ?? '',
    proxy: {
      authority: data['requestheader-client-ca-file'] ?? '',
      names: readNames(data['requestheader-allowed-names']),
      usernameHeaders: names('requestheader-username-headers'),
      uidHeaders: names('requestheader-uid-headers'),
      groupHeaders: names('requestheader-group-headers'),
      extraPrefixes: names('requestheader-extra-headers-prefix'),
    },
  };
}

function readNames(text: string | undefined): string[] {
  if (text === undefined || text === '') return [];
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && !isJsonObject(value) ? value.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}
