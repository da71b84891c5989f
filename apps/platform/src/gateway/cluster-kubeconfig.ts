/** The documented answer: a kubeconfig in JSON with one context, PEM in base64 as kubectl reads it. */
export function clusterKubeconfig(options: { cluster: string; publicUrl: string; ca: string; token: string }) {
  const { cluster, publicUrl, ca, token } = options;
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'proxy-connect',
    clusters: [
      {
        name: 'proxy-connect',
        cluster: {
          server: `${publicUrl}/kubernetes/${cluster}`,
          'certificate-authority-data': Buffer.from(ca).toString('base64'),
        },
      },
    ],
    contexts: [{ name: 'proxy-connect', context: { cluster: 'proxy-connect', user: 'proxy-connect' } }],
    users: [{ name: 'proxy-connect', user: { token } }],
  };
}
