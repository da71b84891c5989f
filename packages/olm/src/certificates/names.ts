export function serviceNameOf(deployment: string): string {
  return `${deployment}-service`;
}

export function secretNameOf(service: string): string {
  return `${service}-cert`;
}

/** The names under which a Service is reached inside of the cluster. */
export function hostsOf(service: string, namespace: string): string[] {
  return [`${service}.${namespace}`, `${service}.${namespace}.svc`, `${service}.${namespace}.svc.cluster.local`];
}

export function authDelegatorName(service: string): string {
  return `${service}-system:auth-delegator`;
}

export function authReaderName(service: string): string {
  return `${service}-auth-reader`;
}
