import { Failure, type FailureCause, invalidFailure, invalidValue, type KubernetesObject } from '@violet/machinery';
import { timestamp } from '../requests/cluster.ts';
import { keyOf } from '../storage/event.ts';
import { created, type Subresource, type SubresourceCall } from '../subresources/subresource.ts';
import { apiAudience, type BoundObject, type ServiceAccountTokens } from './tokens.ts';

interface TokenRequestSpec {
  audiences?: string[];
  expirationSeconds?: number | null;
  boundObjectRef?: { kind?: string; name?: string; uid?: string };
}

const defaultSeconds = 3600;
const leastSeconds = 600;
const mostSeconds = 2 ** 32;
const plurals: Readonly<Record<BoundObject['kind'], string>> = { Pod: 'pods', Secret: 'secrets', Node: 'nodes' };

/** `POST serviceaccounts/NAME/token`: what `kubectl create token` asks. */
export function tokenRequest(tokens: ServiceAccountTokens): Subresource {
  return {
    create: async (call, body) => {
      const { kind, target, cluster } = call;
      const { name = '', namespace = '' } = target;
      const account = kind.collection.get(keyOf(namespace, name));
      if (account === undefined) throw notFound('serviceaccounts', name);
      const spec = (body.spec ?? {}) as TokenRequestSpec;
      const seconds = spec.expirationSeconds ?? defaultSeconds;
      requireInteger(seconds);
      const causes = durationCauses(seconds);
      if (causes.length > 0) throw invalidFailure(tokenRequestKind, name, causes);
      const audiences = spec.audiences === undefined || spec.audiences.length === 0 ? [apiAudience] : spec.audiences;
      const bound = boundObject(call, spec);
      const token = tokens.issue(
        { namespace, name, uid: account.metadata.uid ?? '' },
        { audiences, seconds, ...(bound === undefined ? {} : { bound }) },
      );
      const now = cluster.clock();
      return created({
        ...body,
        metadata: { ...body.metadata, name, namespace, creationTimestamp: timestamp(now) },
        spec: { ...spec, audiences, expirationSeconds: seconds },
        status: { token, expirationTimestamp: timestamp(new Date(now.getTime() + seconds * 1000)) },
      } as KubernetesObject);
    },
  };
}

const tokenRequestKind = { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' };

/** A text would be joined to the time instead of added: a token without an end. */
function requireInteger(seconds: unknown): void {
  if (Number.isSafeInteger(seconds)) return;
  const found =
    typeof seconds === 'number' ? `number ${seconds}` : typeof seconds === 'boolean' ? 'bool' : typeof seconds;
  const where = 'Go struct field TokenRequestSpec.spec.expirationSeconds of type int64';
  const why = `TokenRequest in version "v1" cannot be handled as a TokenRequest: json: cannot unmarshal ${found} into ${where}`;
  throw new Failure('BadRequest', why);
}

function durationCauses(seconds: number): FailureCause[] {
  const field = 'spec.expirationSeconds';
  if (seconds < leastSeconds) return [invalidValue(field, seconds, 'may not specify a duration less than 10 minutes')];
  if (seconds > mostSeconds)
    return [invalidValue(field, seconds, 'may not specify a duration larger than 2^32 seconds')];
  return [];
}

function boundObject({ cluster, target }: SubresourceCall, spec: TokenRequestSpec): BoundObject | undefined {
  const { kind, name = '', uid } = spec.boundObjectRef ?? {};
  if (spec.boundObjectRef === undefined) return undefined;
  if (kind !== 'Pod' && kind !== 'Secret' && kind !== 'Node')
    throw new Failure(
      'BadRequest',
      `cannot bind token for serviceaccount to object of kind ${JSON.stringify(kind ?? '')}`,
    );
  const object = cluster.store
    .collection(plurals[kind])
    .get(keyOf(kind === 'Node' ? undefined : target.namespace, name));
  if (object === undefined) throw notFound(plurals[kind], name);
  const found = object.metadata.uid ?? '';
  if (uid !== undefined && uid !== '' && uid !== found) {
    const why = `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`;
    throw new Failure('Conflict', `Operation cannot be fulfilled on ${plurals[kind]} ${JSON.stringify(name)}: ${why}`);
  }
  return { kind, name, uid: found };
}

function notFound(plural: string, name: string): Failure {
  return new Failure('NotFound', `${plural} ${JSON.stringify(name)} not found`, { details: { name, kind: plural } });
}
