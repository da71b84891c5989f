import https from 'node:https';
import { createSecureContext } from 'node:tls';
import { Secret } from '@violet/api';
import type { Cluster } from '@violet/kube';
import type { Container } from './containers.ts';

/** A Pod of the suite's extension API server: discovery of the kinds in its arguments, with the certificate that OLM made. */
export function extensionServer(cluster: Cluster): Container {
  return async (pod) => {
    const [container] = pod.spec?.containers ?? [];
    if (container?.command?.[0]?.endsWith('mock-extension-apiserver') !== true) return undefined;
    const argument = (name: string) => container.args?.[container.args.indexOf(name) + 1] ?? '';
    const groupVersion = argument('--mock-group-version');
    const port = Number(argument('--secure-port')) || 443;
    const answer = JSON.stringify({
      kind: 'APIResourceList',
      apiVersion: 'v1',
      groupVersion,
      resources: argument('--mock-kinds')
        .split(',')
        .map((kind) => ({
          name: `${kind.toLowerCase()}s`,
          singularName: kind.toLowerCase(),
          namespaced: true,
          kind,
          verbs: ['create', 'delete', 'get', 'list', 'update', 'watch'],
        })),
    });
    const secretName = certificateSecret(pod.spec ?? {});
    const identity = async () => {
      const secret = await cluster.resource(Secret, pod.metadata.namespace).get(secretName);
      return identityOf(secret?.data ?? {});
    };
    // The availability check of the API server names no host; its requests do, and see a certificate that was renewed.
    const options: https.ServerOptions = {
      ...(await identity()),
      SNICallback: (_host, done) => {
        identity().then((one) => done(null, createSecureContext(one)), done);
      },
    };
    const server = https.createServer(options, (request, response) => {
      const known = request.url?.split('?')[0] === `/apis/${groupVersion}`;
      response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' }).end(known ? answer : '{}');
    });
    server.listen(port, pod.status?.podIP);
    return { stop: () => void server.close() };
  };
}

function certificateSecret(spec: { volumes?: { secret?: { secretName?: string } }[] }): string {
  const names = (spec.volumes ?? []).map(({ secret }) => secret?.secretName ?? '');
  return names.find((name) => name.endsWith('-cert')) ?? '';
}

function identityOf(data: Record<string, string>): { cert: string; key: string } {
  const text = (name: string) => Buffer.from(data[name] ?? '', 'base64').toString('utf8');
  return { cert: text('tls.crt'), key: text('tls.key') };
}
