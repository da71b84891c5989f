import { request as send } from 'node:https';
import type { Json } from '@violet/machinery';
import type { ServedResource } from '../backend.ts';
import { connection } from './forward.ts';
import { readResources } from './read-resources.ts';
import type { RemoteServer } from './remote-api.ts';

const probeMs = 5_000;
const maxBytes = 4 * 1024 * 1024;

/** Asks a remote server what it serves in a group version, in this server's own name. Throws where it does not answer well. */
export async function probeRemote(
  server: RemoteServer,
  api: { group: string; version: string },
  signal: AbortSignal,
): Promise<ServedResource[]> {
  const path = `/apis/${api.group}/${api.version}`;
  const body = await get(server, path, AbortSignal.any([signal, AbortSignal.timeout(probeMs)]));
  return readResources(JSON.parse(body) as Json, api);
}

function get(server: RemoteServer, path: string, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = {
      accept: 'application/json',
      host: server.serverName,
      'x-remote-user': 'system:kube-aggregator',
      'x-remote-group': 'system:masters',
    };
    const outgoing = send({ ...connection(server), path, headers, signal, agent: false });
    outgoing.on('error', (error) => reject(signal.aborted ? signal.reason : error));
    outgoing.on('response', (answer) => {
      const chunks: Buffer[] = [];
      let size = 0;
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > maxBytes) outgoing.destroy(new Error(`the answer is longer than ${maxBytes} bytes`));
        else chunks.push(chunk);
      });
      answer.on('error', reject);
      answer.on('end', () => {
        const { statusCode = 0 } = answer;
        if (statusCode >= 200 && statusCode < 300) resolve(Buffer.concat(chunks).toString('utf8'));
        else reject(new Error(`bad status from https://${server.host}:${server.port}${path}: ${statusCode}`));
      });
    });
    outgoing.end();
  });
}
