import { relative } from 'node:path';
import type { RunningPlatform } from './platform.ts';

/** What a person sees when the platform is ready: where it is, and how to go on. */
export function greeting({ address, registryAddress, directory, clusters }: RunningPlatform): string {
  const file = (name: string) => {
    const path = relative(process.cwd(), directory.file(name));
    return path.startsWith('..') ? directory.file(name) : path;
  };
  return `
The platform is ready.

  Gateway    ${address}
  Registry   ${registryAddress}
  Clusters   ${clusters.join(', ')}
  Account    admin, password in ${file('admin-password')}

To go on, in another terminal:

  export KUBECONFIG=${directory.file('kubeconfig')}
  kubectl get clusters.platform.tkestack.io

  npm run samples
  export VIOLET_PLATFORM_CA=${file('ca.crt')} VIOLET_REGISTRY_CA=${file('ca.crt')}
  npx violet push samples/dist/web-cli-v4.0.4.tgz \\
    --platform-address "${address}" \\
    --platform-username admin \\
    --platform-password "$(cat ${file('admin-password')})"

Ctrl-C stops it; the state is there again at the next start.
`;
}
