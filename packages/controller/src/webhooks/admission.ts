import { Failure, isJsonObject, type Json, type KubernetesObject, statusOf } from '@violet/machinery';
import type { Log } from '../log.ts';

/** What a cluster asks before it stores something: `admission.k8s.io/v1` AdmissionRequest. */
export interface AdmissionRequest<T extends KubernetesObject = KubernetesObject> {
  uid: string;
  kind: { group: string; version: string; kind: string };
  resource: { group: string; version: string; resource: string };
  subResource?: string;
  /** Absent on a create with `generateName`. */
  name?: string;
  namespace?: string;
  operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';
  userInfo: { username?: string; uid?: string; groups?: string[] };
  /** Absent on DELETE. */
  object?: T | null;
  /** Absent on CREATE. */
  oldObject?: T | null;
  dryRun?: boolean;
  options?: Record<string, unknown> | null;
}

/** An allowance: nothing more to say, or a JSON patch and warnings. */
export interface Admission {
  /** RFC 6902; mutating webhooks only. */
  patch?: Json[];
  warnings?: string[];
}

export interface AdmissionHandler {
  /** Below the server's address: `/validate-moduleinfo`. */
  path: string;
  /** A thrown Failure refuses, in its own words and with its own code. */
  review: (request: AdmissionRequest) => Admission | undefined | Promise<Admission | undefined>;
}

/** The AdmissionReview that answers one; throws what is no refusal, so that the cluster's failurePolicy decides. */
export async function answerReview(body: Json, handler: AdmissionHandler, log: Log): Promise<Json> {
  const request = requestOf(body);
  let response: Json;
  try {
    const { patch, warnings } = (await handler.review(request)) ?? {};
    response = {
      uid: request.uid,
      allowed: true,
      ...(warnings === undefined ? {} : { warnings }),
      ...(patch === undefined
        ? {}
        : { patchType: 'JSONPatch', patch: Buffer.from(JSON.stringify(patch)).toString('base64') }),
    };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    log.debug({ path: handler.path, name: request.name, reason: error.code }, 'refused');
    // A Status is plain JSON.
    response = { uid: request.uid, allowed: false, status: statusOf(error) as unknown as Json };
  }
  return { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response };
}

function requestOf(body: Json): AdmissionRequest {
  const request = isJsonObject(body) && body['kind'] === 'AdmissionReview' ? body['request'] : undefined;
  if (!isJsonObject(request) || typeof request['uid'] !== 'string')
    throw new Failure('BadRequest', 'this is no AdmissionReview');
  return request as unknown as AdmissionRequest;
}
