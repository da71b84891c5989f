import { SubjectAccessReview } from '@violet/api';
import type { Attributes, RequestContext } from '@violet/apiserver';
import type { Clock, Cluster } from '@violet/kube';
import type { Authorize } from './backend.ts';

/** Answers are used again for so long; upstream's package server keeps them for 35 s. */
const KEPT_MS = 10_000;
const MOST_KEPT = 1_000;
const openPaths = new Set(['/healthz', '/readyz', '/livez']);

/** Asks the cluster's own authorizer, as API servers behind another one do. */
export function delegatedAuthorization(cluster: Cluster, clock: Clock): Authorize {
  const kept = new Map<string, { until: number; answer: Promise<string | undefined> }>();
  return async (attributes, { user }) => {
    if (user.groups.includes('system:masters') || openPaths.has(attributes.path ?? '')) return undefined;
    const now = clock.monotonicMs();
    const key = JSON.stringify([attributes, user]);
    const known = kept.get(key);
    if (known !== undefined && known.until > now) return await known.answer;
    if (kept.size >= MOST_KEPT) kept.clear();
    const answer = review(cluster, attributes, user);
    kept.set(key, { until: now + KEPT_MS, answer });
    answer.catch(() => kept.delete(key));
    return await answer;
  };
}

async function review(
  cluster: Cluster,
  { path, ...attributes }: Attributes,
  user: RequestContext['user'],
): Promise<string | undefined> {
  const asked =
    path === undefined
      ? { resourceAttributes: attributes }
      : { nonResourceAttributes: { path, verb: attributes.verb } };
  const { username, groups, uid, extra } = user;
  const { status } = await cluster.resource(SubjectAccessReview).create({
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    metadata: {},
    spec: {
      user: username,
      groups,
      ...asked,
      ...(uid === undefined ? {} : { uid }),
      ...(extra === undefined ? {} : { extra }),
    },
  });
  return status?.allowed === true ? undefined : (status?.reason ?? '');
}
