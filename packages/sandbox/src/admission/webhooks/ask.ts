import { Failure, type FailureOptions, failureOf, type JsonObject } from '@violet/machinery';
import type { Catalog } from '../../requests/catalog.ts';
import type { Store } from '../../storage/store.ts';
import type { AdmissionRequest } from '../admission.ts';
import { CallError, callWebhook, type WebhookAnswer } from './call.ts';
import { conditionsHold, matchedKind } from './matches.ts';
import { type ReviewRequest, reviewRequest } from './review.ts';
import type { Webhook, WebhookType } from './webhook.ts';

export interface Asking {
  type: WebhookType;
  store: Store;
  catalog: Catalog;
  log: (message: string, error?: unknown) => void;
}

/**
 * Asks one webhook about a request. Undefined where it is not concerned, or cannot be reached and may be ignored; throws
 * the webhook's refusal, or InternalError where it cannot be reached and may not be ignored.
 */
export async function askWebhook(
  webhook: Webhook,
  request: AdmissionRequest,
  asking: Asking,
): Promise<WebhookAnswer | undefined> {
  const kind = matchedKind(webhook, request, asking.catalog);
  if (kind === undefined) return undefined;
  try {
    const review = await reviewRequest(request, kind);
    if (!(await holds(webhook, review))) return undefined;
    if (request.dryRun && webhook.sideEffects !== 'None' && webhook.sideEffects !== 'NoneOnDryRun') {
      throw new Failure('BadRequest', `admission webhook ${JSON.stringify(webhook.name)} does not support dry run`);
    }
    const { signal } = request.context;
    const answer = await callWebhook(webhook, asking.type, review, { store: asking.store, signal });
    request.warnings.push(...answer.warnings);
    if (!answer.allowed) throw refusal(webhook.name, answer.result);
    return answer;
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    const message = `failed calling webhook ${JSON.stringify(webhook.name)}: ${error.message}`;
    if (webhook.failurePolicy === 'Ignore') {
      asking.log(message);
      return undefined;
    }
    throw new Failure('InternalError', `Internal error occurred: ${message}`, { cause: error });
  }
}

async function holds(webhook: Webhook, review: ReviewRequest): Promise<boolean> {
  try {
    return await conditionsHold(webhook, review);
  } catch (cause) {
    throw new CallError(`match conditions could not be evaluated: ${(cause as Error).message}`, { cause });
  }
}

/** In upstream's words, with the code, reason and details that the webhook gave. */
function refusal(name: string, { message, reason, code, details }: JsonObject): Failure {
  const denied = `admission webhook ${JSON.stringify(name)} denied the request`;
  const explanation = [message, reason].find((text) => typeof text === 'string' && text !== '');
  const sentence = explanation === undefined ? `${denied} without explanation` : `${denied}: ${explanation}`;
  const httpCode = typeof code === 'number' && code >= 400 ? code : 400;
  const status = {
    message: sentence,
    ...(typeof reason === 'string' ? { reason } : {}),
    ...(details === undefined ? {} : { details: details as NonNullable<FailureOptions['details']> }),
  };
  return failureOf(status, httpCode);
}
