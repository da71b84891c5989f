import { Agent, request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { Endpoint } from './endpoint.ts';

export interface PostOptions {
  /** Base64 of PEM; empty for the system's authorities. */
  caBundle?: string;
  maxAnswerBytes: number;
  signal: AbortSignal;
}

/** Sends JSON to a webhook and answers with the text of a 2xx answer. Rejects with an Error whose message says why not. */
export async function postJson(endpoint: Endpoint, body: string, options: PostOptions): Promise<string> {
  const { caBundle = '', maxAnswerBytes, signal } = options;
  const { authority, hostname, path } = endpoint;
  const { host, port } = endpoint.dial();
  return new Promise((resolve, reject) => {
    const headers = {
      host: authority,
      'content-type': 'application/json',
      accept: 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    const request = httpsRequest(
      {
        host,
        port,
        // An address is no name that a server could be asked for.
        ...(isIP(hostname) === 0 ? { servername: hostname } : {}),
        path,
        method: 'POST',
        agent: agentOf(caBundle),
        signal,
        headers,
      },
      (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > maxAnswerBytes) request.destroy(new Error(`the answer is longer than ${maxAnswerBytes} bytes`));
          else chunks.push(chunk);
        });
        response.on('error', reject);
        response.on('end', () => {
          const { statusCode = 0 } = response;
          if (statusCode >= 200 && statusCode < 300) resolve(Buffer.concat(chunks).toString());
          else reject(new Error(`the server answered ${statusCode}`));
        });
      },
    );
    // An aborted request reports its own error; why it was aborted says more.
    request.on('error', (error) => reject(signal.aborted ? signal.reason : error));
    request.end(body);
  });
}

/** In the words of the API server. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === 'TimeoutError' ? 'context deadline exceeded' : error.message;
}

/** Kept between calls, by the authority that they trust. */
const agents = new Map<string, Agent>();
const maxAgents = 100;

function agentOf(caBundle: string): Agent {
  const known = agents.get(caBundle);
  if (known !== undefined) return known;
  if (agents.size >= maxAgents) {
    for (const agent of agents.values()) agent.destroy();
    agents.clear();
  }
  const agent = new Agent({
    keepAlive: true,
    timeout: 60_000,
    ...(caBundle === '' ? {} : { ca: Buffer.from(caBundle, 'base64').toString() }),
  });
  agents.set(caBundle, agent);
  return agent;
}
