import type { Authorizer } from '../authorization/authorizer.ts';
import { created, type Subresource } from '../subresources/subresource.ts';

/** `kubectl auth can-i --list`: everything that the asking user may do in a namespace. */
export function selfSubjectRulesReview(authorizer: Authorizer): Subresource {
  return {
    create: async ({ context }, body) => {
      const { namespace } = (body.spec ?? {}) as { namespace?: string };
      const rules = authorizer.rulesOf(context.user, namespace);
      const status = {
        resourceRules: rules.filter(({ resources }) => (resources ?? []).length > 0),
        nonResourceRules: rules.filter(({ nonResourceURLs }) => (nonResourceURLs ?? []).length > 0),
        incomplete: false,
      };
      return created({ ...body, status });
    },
  };
}
