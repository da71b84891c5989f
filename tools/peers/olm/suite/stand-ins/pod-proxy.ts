import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request as plainRequest, type ServerResponse } from 'node:http';
import { Agent, request as tlsRequest } from 'node:https';
import { join } from 'node:path';
import { Pod } from '@violet/api';
import { type Cluster, parseKubeconfig } from '@violet/kube';
import { freePorts } from '../../../../../e2e/harness/free-ports.ts';

const proxied = /^\/api\/v1\/namespaces\/([^/]+)\/pods\/http:([^/:]+):(\d+)\/proxy(\/.*)?$/;

/**
 * Stands before an API server whose Pods run no containers: what is asked of a Pod's port is asked at the Pod's address, where a stand-in
 * listens; everything else goes on as it is. Answers with the kubeconfig of whoever is to ask here.
 */
export async function startPodProxy(
  cluster: Cluster,
  { kubeconfig, directory }: { kubeconfig: string; directory: string },
): Promise<{ kubeconfig: string; stop(): void }> {
  const { server: address, ca, token } = parseKubeconfig(readFileSync(kubeconfig, 'utf8')).access();
  // client-go sends no credentials where there is no TLS.
  const authorization = `Bearer ${typeof token === 'function' ? await token() : token}`;
  const agent = new Agent({ ...(ca === undefined ? {} : { ca }), keepAlive: true });
  const toServer = ({ url = '/', method = 'GET', headers }: IncomingMessage) =>
    tlsRequest(new URL(url, address), { method, headers: { authorization, ...headers }, agent });
  const server = createServer((asked, answer) => {
    const [, namespace = '', name = '', port = '', path = '/'] = proxied.exec(asked.url ?? '') ?? [];
    if (name === '') return hand(asked, answer, toServer(asked));
    const pods = cluster.resource(Pod, namespace);
    void pods.get(name).then(
      (pod) => hand(asked, answer, plainRequest({ host: pod?.status?.podIP ?? '', port, path })),
      () => answer.writeHead(503).end(),
    );
  });
  const [port = 0] = await freePorts(1);
  server.listen(port, '127.0.0.1');
  const own = join(directory, 'suite-kubeconfig');
  writeFileSync(own, kubeconfigOf(`http://127.0.0.1:${port}`), { mode: 0o600 });
  return {
    kubeconfig: own,
    stop() {
      server.close();
      server.closeAllConnections();
      agent.destroy();
    },
  };
}

function hand(asked: IncomingMessage, answer: ServerResponse, onward: ReturnType<typeof plainRequest>): void {
  onward.on('response', (response) => {
    answer.writeHead(response.statusCode ?? 502, response.headers);
    answer.flushHeaders();
    response.pipe(answer);
  });
  onward.on('error', () => answer.destroy());
  answer.on('close', () => onward.destroy());
  asked.pipe(onward);
}

function kubeconfigOf(server: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'suite',
    clusters: [{ name: 'suite', cluster: { server } }],
    contexts: [{ name: 'suite', context: { cluster: 'suite', user: '' } }],
  });
}
