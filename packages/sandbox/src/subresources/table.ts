import type { Authenticator } from '@violet/apiserver';
import type { Authorizer } from '../authorization/authorizer.ts';
import { selfSubjectAccessReview, subjectAccessReview } from '../reviews/access-review.ts';
import { selfSubjectRulesReview } from '../reviews/rules-review.ts';
import { selfSubjectReview, tokenReview } from '../reviews/user-review.ts';
import { tokenRequest } from '../service-account-tokens/token-request.ts';
import type { ServiceAccountTokens } from '../service-account-tokens/tokens.ts';
import { binding } from './binding.ts';
import { eviction } from './eviction.ts';
import { finalize } from './finalize.ts';
import { noContainers } from './no-containers.ts';
import { scale } from './scale.ts';
import { status } from './status.ts';
import type { Subresource } from './subresource.ts';

/** Everything that is no plain object. A leading slash marks a kind that is a question rather than an object. */
export function subresourceTable(
  authorizer: Authorizer,
  authenticators: readonly Authenticator[],
  tokens: ServiceAccountTokens,
): Readonly<Record<string, Subresource>> {
  return {
    status,
    scale,
    approval: status,
    'namespaces/finalize': finalize,
    'pods/binding': binding,
    'pods/eviction': eviction,
    'pods/attach': noContainers,
    'pods/exec': noContainers,
    'pods/log': noContainers,
    'pods/portforward': noContainers,
    'serviceaccounts/token': tokenRequest(tokens),
    '/selfsubjectaccessreviews': selfSubjectAccessReview(authorizer),
    '/subjectaccessreviews': subjectAccessReview(authorizer),
    '/localsubjectaccessreviews': subjectAccessReview(authorizer),
    '/selfsubjectrulesreviews': selfSubjectRulesReview(authorizer),
    '/selfsubjectreviews': selfSubjectReview,
    '/tokenreviews': tokenReview(authenticators, tokens),
  };
}
