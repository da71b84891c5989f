import https from 'node:https';
import { createSecureContext } from 'node:tls';
import { Secret } from '@violet/api';
import type { Cluster } from '@violet/kube';
import type { Container } from './containers.ts';

/** A Pod of the suite's extension API servers: discovery of the kinds in their arguments, with the certificate that OLM made. */
export function extensionServer(cluster: Cluster): Container {
  return async (pod) => {
    const containers = (pod.spec?.containers ?? []).filter(({ command }) =>
      command?.[0]?.endsWith('mock-extension-apiserver'),
    );
    if (containers.length === 0) return undefined;
    const secretName = certificateSecret(pod.spec ?? {});
    const identity = async () => {
      const secret = await cluster.resource(Secret, pod.metadata.namespace).get(secretName);
      return identityOf(secret?.data ?? {});
    };
    const servers: https.Server[] = [];
    for (const container of containers)
      servers.push(await startServer(container.args ?? [], pod.status?.podIP, identity));
    return {
      stop: () => {
        for (const server of servers) server.close();
      },
    };
  };
}

interface Identity {
  cert: string;
  key: string;
}

async function startServer(
  args: readonly string[],
  host: string | undefined,
  identity: () => Promise<Identity>,
): Promise<https.Server> {
  const argument = (name: string) => args[args.indexOf(name) + 1] ?? '';
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
  server.listen(port, host);
  return server;
}

function certificateSecret(spec: { volumes?: { secret?: { secretName?: string } }[] }): string {
  const names = (spec.volumes ?? []).map(({ secret }) => secret?.secretName ?? '');
  return names.find((name) => name.endsWith('-cert')) ?? '';
}

function identityOf(data: Record<string, string>): Identity {
  const text = (name: string) => Buffer.from(data[name] ?? '', 'base64').toString('utf8');
  return { cert: text('tls.crt'), key: text('tls.key') };
}
