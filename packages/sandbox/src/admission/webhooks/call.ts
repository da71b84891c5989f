import { Agent, request as httpsRequest } from 'node:https';
import { Failure, isJsonObject, type Json, type JsonObject } from '@violet/machinery';
import type { ReviewRequest } from './review.ts';
import type { Webhook, WebhookType } from './webhook.ts';

/** A webhook's answer, checked. */
export interface WebhookAnswer {
  allowed: boolean;
  /** `metav1.Status` of a refusal. */
  result: JsonObject;
  warnings: string[];
  /** RFC 6902; of mutating webhooks only. */
  patch?: Json;
}

/** The webhook could not be asked or did not answer properly: its failure policy decides. */
export class CallError extends Error {
  override readonly name = 'CallError';
}

const maxAnswerBytes = 3 * 1024 * 1024;
const defaultTimeoutSeconds = 10;

export async function callWebhook(
  webhook: Webhook,
  type: WebhookType,
  review: ReviewRequest,
  signal: AbortSignal,
): Promise<WebhookAnswer> {
  const body = JSON.stringify({ kind: 'AdmissionReview', apiVersion: 'admission.k8s.io/v1', request: review });
  const seconds = webhook.timeoutSeconds ?? defaultTimeoutSeconds;
  const url = urlOf(webhook);
  url.searchParams.set('timeout', `${seconds}s`);
  const text = await post(url, webhook, body, AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)])).catch(
    (cause: unknown) => {
      throw new CallError(`failed to call webhook: Post ${JSON.stringify(url.href)}: ${reasonOf(cause)}`, { cause });
    },
  );
  try {
    return readAnswer(text, type, review.uid);
  } catch (cause) {
    throw new CallError(`received invalid webhook response: ${reasonOf(cause)}`, { cause });
  }
}

function urlOf({ clientConfig }: Webhook): URL {
  const { url, service } = clientConfig;
  if (service !== undefined) {
    const named = `${service.namespace}/${service.name}`;
    throw new CallError(
      `could not get REST client: service ${named} cannot be reached: no containers run in this cluster, so clientConfig.url is needed`,
    );
  }
  const parsed = URL.canParse(url ?? '') ? new URL(url ?? '') : undefined;
  if (parsed?.protocol !== 'https:')
    throw new CallError(`could not get REST client: ${JSON.stringify(url ?? '')} is no https URL`);
  return parsed;
}

function reasonOf(error: unknown): string {
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

function post(url: URL, { clientConfig }: Webhook, body: string, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      accept: 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    const request = httpsRequest(
      url,
      { method: 'POST', agent: agentOf(clientConfig.caBundle ?? ''), signal, headers },
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

function readAnswer(text: string, type: WebhookType, uid: string): WebhookAnswer {
  const review = JSON.parse(text) as Json;
  if (!isJsonObject(review) || review['kind'] !== 'AdmissionReview' || review['apiVersion'] !== 'admission.k8s.io/v1') {
    throw new Failure('BadRequest', 'expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview');
  }
  const { response } = review;
  if (!isJsonObject(response)) throw new Failure('BadRequest', 'webhook response was absent');
  if (response['uid'] !== uid)
    throw new Failure(
      'BadRequest',
      `expected response.uid=${JSON.stringify(uid)}, got ${JSON.stringify(response['uid'] ?? '')}`,
    );
  const patch = readPatch(response, type);
  return {
    allowed: response['allowed'] === true,
    result: isJsonObject(response['status']) ? response['status'] : {},
    warnings: Array.isArray(response['warnings']) ? response['warnings'].map(String) : [],
    ...(patch === undefined ? {} : { patch }),
  };
}

function readPatch(response: JsonObject, type: WebhookType): Json | undefined {
  const { patch, patchType } = response;
  const hasPatch = typeof patch === 'string' && patch !== '';
  if (type === 'validating') {
    if (hasPatch) throw new Failure('BadRequest', 'validating webhook may not return response.patch');
    return undefined;
  }
  if (!hasPatch) return undefined;
  if (patchType === undefined)
    throw new Failure('BadRequest', 'webhook returned response.patch but not response.patchType');
  if (patchType !== 'JSONPatch') throw new Failure('BadRequest', `unsupported patch type ${JSON.stringify(patchType)}`);
  return JSON.parse(Buffer.from(patch, 'base64').toString()) as Json;
}
