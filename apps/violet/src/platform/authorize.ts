import { ModulePlugin, platformAdminRole, SelfSubjectAccessReview, userBindingLabels } from '@violet/api';
import type { Cluster } from '@violet/kube';
import { Failure, isFailure, isJsonObject, type Json, type JsonObject } from '@violet/machinery';
import { ask, refusal } from './gateway.ts';

const { roleName, official } = userBindingLabels;

/** Who a token speaks for, as far as it says so itself; only the platform can know whether that is true. */
export function subjectOf(token: string): string | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    const name = isJsonObject(claims) ? (claims['preferred_username'] ?? claims['sub']) : undefined;
    return typeof name === 'string' && name !== '' ? name : undefined;
  } catch {
    return undefined;
  }
}

export interface Caller {
  /** The platform, as the caller. */
  gateway: Cluster;
  /** Its global cluster, as the caller. */
  global: Cluster;
  /** The user; undefined for a token that does not tell. */
  username: string | undefined;
}

/** Throws Forbidden, in the manual's words, for who may not publish. Nothing has been sent by then. */
export async function requireSystemAdmin({ gateway, global, username }: Caller): Promise<void> {
  if (username === undefined || username.startsWith('system:serviceaccount:')) return requireAccess(gateway, global);
  await requireUser(gateway, username);
  const bindings = await bindingsOf(gateway, username);
  if (bindings.some((binding) => binding[roleName] === platformAdminRole && binding[official] === 'true')) return;
  const isCustom = bindings.length > 0 && bindings.every((binding) => binding[official] === 'false');
  throw new Failure(
    'Forbidden',
    `${username}: The account must have the role property set to System and the role name must be ${platformAdminRole}.`,
    {
      hint: isCustom
        ? 'If the role property of your account is set to Custom, you cannot use this tool.'
        : 'Use an account that has this role.',
    },
  );
}

async function requireUser(gateway: Cluster, username: string): Promise<void> {
  const request = { path: `/auth/v1/users/${encodeURIComponent(username)}` };
  const answer = await ask(gateway, request);
  if (answer.status === 200) return;
  if (answer.status === 401) throw invalidToken(gateway);
  throw new Failure(
    refusal(gateway, request, answer).code,
    `failed to get user info: ${refusal(gateway, request, answer).message}`,
  );
}

async function bindingsOf(gateway: Cluster, username: string): Promise<JsonObject[]> {
  const request = { path: `/auth/v2/userbindings?${new URLSearchParams({ username })}` };
  const answer = await ask(gateway, request);
  if (answer.status === 401) throw invalidToken(gateway);
  if (answer.status !== 200) throw refusal(gateway, request, answer);
  const items = answer.body['items'];
  return Array.isArray(items) ? items.map(labelsOf) : [];
}

function labelsOf(item: Json): JsonObject {
  const metadata = isJsonObject(item) ? item['metadata'] : undefined;
  const labels = isJsonObject(metadata) ? metadata['labels'] : undefined;
  return isJsonObject(labels) ? labels : {};
}

async function requireAccess(gateway: Cluster, global: Cluster): Promise<void> {
  const { group, plural } = ModulePlugin;
  const review = await global
    .resource(SelfSubjectAccessReview)
    .create({
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      metadata: {},
      spec: { resourceAttributes: { group, resource: plural, verb: 'patch' } },
    })
    .catch((error: unknown) => {
      if (isFailure(error, 'Unauthorized')) throw invalidToken(gateway);
      throw isFailure(error, 'NotFound') ? noPlatform(global, error) : error;
    });
  if (review.status?.allowed === true) return;
  throw new Failure(
    'Forbidden',
    `platform ${global.server}: this token may not publish: it cannot patch ${plural}.${group}`,
    {
      hint: `Use the token of an account whose role property is System and whose role is ${platformAdminRole}.`,
    },
  );
}

function invalidToken(gateway: Cluster): Failure {
  return new Failure('Unauthorized', `platform ${gateway.server}: unauthorized: the token is not valid (any more)`, {
    hint: 'Make a new API token: Profile > API Tokens.',
  });
}

function noPlatform({ server }: Cluster, cause: Failure): Failure {
  const hint = 'Is this the address of a platform?';
  return new Failure('NotFound', `there is no cluster at ${server}: ${cause.message}`, { cause, hint });
}
