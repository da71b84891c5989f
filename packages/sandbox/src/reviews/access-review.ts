import type { Attributes, UserInfo } from '@violet/apiserver';
import { Failure, type KubernetesObject } from '@violet/machinery';
import type { Authorizer } from '../authorization/authorizer.ts';
import { created, type Subresource } from '../subresources/subresource.ts';

interface AccessSpec {
  resourceAttributes?: Partial<
    Record<'namespace' | 'verb' | 'group' | 'version' | 'resource' | 'subresource' | 'name', string>
  >;
  nonResourceAttributes?: { path?: string; verb?: string };
  user?: string;
  uid?: string;
  groups?: string[];
  extra?: Record<string, string[]>;
}

/** `kubectl auth can-i`: may the asking user do this? */
export function selfSubjectAccessReview(authorizer: Authorizer): Subresource {
  return { create: async ({ context }, body) => created(answered(body, authorizer, context.user)) };
}

/** May some other user do this? In a namespace it may only be asked about that namespace. */
export function subjectAccessReview(authorizer: Authorizer): Subresource {
  return {
    create: async ({ target }, body) => {
      const { user, groups = [], resourceAttributes } = specOf(body);
      if ((user ?? '') === '' && groups.length === 0) {
        throw new Failure(
          'Invalid',
          `${body.kind}.authorization.k8s.io "" is invalid: spec.user: Required value: at least one of user or group must be specified`,
        );
      }
      if (target.namespace !== undefined && resourceAttributes?.namespace !== target.namespace) {
        throw new Failure('BadRequest', `spec.resourceAttributes.namespace must match namespace: ${target.namespace}`);
      }
      return created(answered(body, authorizer, { username: user ?? '', groups }));
    },
  };
}

function specOf(body: KubernetesObject): AccessSpec {
  return (body.spec ?? {}) as AccessSpec;
}

function answered(body: KubernetesObject, authorizer: Authorizer, user: UserInfo): KubernetesObject {
  const refusal = authorizer.refusal(attributesOf(body), user);
  const status =
    refusal === undefined ? { allowed: true } : { allowed: false, ...(refusal === '' ? {} : { reason: refusal }) };
  return { ...body, status };
}

function attributesOf(body: KubernetesObject): Attributes {
  const { resourceAttributes, nonResourceAttributes } = specOf(body);
  if (resourceAttributes !== undefined && nonResourceAttributes === undefined) {
    const { verb = '', ...rest } = resourceAttributes;
    const given = Object.entries(rest).filter(([, value]) => value !== '');
    return { verb, ...Object.fromEntries(given) };
  }
  if (nonResourceAttributes !== undefined && resourceAttributes === undefined) {
    return { verb: nonResourceAttributes.verb ?? '', path: nonResourceAttributes.path ?? '' };
  }
  throw new Failure(
    'Invalid',
    `${body.kind}.authorization.k8s.io "" is invalid: spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified`,
  );
}
