import type { Cluster, ClusterRequest } from '@violet/kube';
import { Failure, type FailureCode, failureOf, isJsonObject, type JsonObject } from '@violet/machinery';

const maxAnswerBytes = 4 * 1024 * 1024;
const answerMs = 30_000;

export interface GatewayAnswer {
  status: number;
  headers: Record<string, string>;
  /** Empty where the answer is no JSON object. */
  body: JsonObject;
}

/** One request to the platform outside of Kubernetes' paths, with any status as an answer, which is whole within `timeoutMs`. */
export async function ask(gateway: Cluster, request: ClusterRequest): Promise<GatewayAnswer> {
  const { timeoutMs = answerMs } = request;
  const late = new AbortController();
  const why = `${where(gateway, request)} did not answer within ${timeoutMs / 1000} s`;
  const timer = setTimeout(() => late.abort(new Failure('Timeout', why)), timeoutMs);
  try {
    return await askWithin(gateway, { ...request, signal: late.signal });
  } finally {
    clearTimeout(timer);
  }
}

async function askWithin(gateway: Cluster, request: ClusterRequest): Promise<GatewayAnswer> {
  const { status, headers, body } = await gateway.request(request);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > maxAnswerBytes)
      throw new Failure('RequestEntityTooLarge', `${where(gateway, request)} answered too much`);
    chunks.push(chunk);
  }
  return { status, headers, body: objectIn(Buffer.concat(chunks).toString('utf8')) };
}

/** As `ask`; throws where the status is not 2xx. */
export async function askWell(gateway: Cluster, request: ClusterRequest): Promise<GatewayAnswer> {
  const answer = await ask(gateway, request);
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw refusal(gateway, request, answer);
}

/** A text that the answer must have. */
export function textIn({ body }: GatewayAnswer, field: string, gateway: Cluster, request: ClusterRequest): string {
  const value = body[field];
  if (typeof value === 'string' && value !== '') return value;
  throw new Failure('InternalError', `${where(gateway, request)} answered without ${field}`, {
    hint: 'Is this the address of a platform?',
  });
}

export function refusal(gateway: Cluster, request: ClusterRequest, { status, body }: GatewayAnswer): Failure {
  const said =
    typeof body['message'] === 'string' ? body['message'] : typeof body['error'] === 'string' ? body['error'] : '';
  const code: FailureCode = failureOf({}, status).code;
  return new Failure(code, `${where(gateway, request)} answered ${status}${said === '' ? '' : `: ${printable(said)}`}`);
}

function where(gateway: Cluster, { method = 'GET', path }: ClusterRequest): string {
  return `platform ${gateway.server}: ${method} ${path.split('?')[0]}`;
}

function objectIn(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}

function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ').slice(0, 300);
}
