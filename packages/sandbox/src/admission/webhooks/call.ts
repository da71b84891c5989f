import { Failure, isJsonObject, type Json, type JsonObject } from '@violet/machinery';
import type { Store } from '../../storage/store.ts';
import { type Endpoint, endpointOf, printEndpoint } from '../../webhook-client/endpoint.ts';
import { postJson, reasonOf } from '../../webhook-client/post.ts';
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
  { store, signal: asked }: { store: Store; signal: AbortSignal },
): Promise<WebhookAnswer> {
  const body = JSON.stringify({ kind: 'AdmissionReview', apiVersion: 'admission.k8s.io/v1', request: review });
  const seconds = webhook.timeoutSeconds ?? defaultTimeoutSeconds;
  const where = endpoint(webhook, store, { timeout: `${seconds}s` });
  const { caBundle = '' } = webhook.clientConfig;
  const signal = AbortSignal.any([asked, AbortSignal.timeout(seconds * 1000)]);
  const text = await postJson(where, body, { caBundle, maxAnswerBytes, signal }).catch((cause: unknown) => {
    const post = `Post ${JSON.stringify(printEndpoint(where))}`;
    throw new CallError(`failed to call webhook: ${post}: ${reasonOf(cause)}`, { cause });
  });
  try {
    return readAnswer(text, type, review.uid);
  } catch (cause) {
    throw new CallError(`received invalid webhook response: ${reasonOf(cause)}`, { cause });
  }
}

function endpoint(webhook: Webhook, store: Store, query: Record<string, string>): Endpoint {
  try {
    return endpointOf(webhook.clientConfig, store, query);
  } catch (cause) {
    throw new CallError(`could not get REST client: ${reasonOf(cause)}`, { cause });
  }
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
