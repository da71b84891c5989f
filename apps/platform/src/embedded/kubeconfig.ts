import { printYaml } from '@violet/machinery';

/** A kubeconfig with one context per cluster, all through the gateway; the first is current. */
export function printKubeconfig(options: {
  gateway: string;
  ca: string;
  clusters: readonly string[];
  token: string;
}): string {
  const { gateway, ca, clusters, token } = options;
  return printYaml({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': clusters[0] ?? '',
    clusters: clusters.map((name) => ({
      name,
      cluster: {
        server: `${gateway}/kubernetes/${name}`,
        'certificate-authority-data': Buffer.from(ca).toString('base64'),
      },
    })),
    contexts: clusters.map((name) => ({ name, context: { cluster: name, user: 'admin' } })),
    users: [{ name: 'admin', user: { token } }],
  });
}
