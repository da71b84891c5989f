import type { Authenticator, UserInfo } from '@violet/apiserver';
import { apiAudience, type ServiceAccountTokens } from '../service-account-tokens/tokens.ts';
import { created, type Subresource } from '../subresources/subresource.ts';

/** `kubectl auth whoami`. */
export const selfSubjectReview: Subresource = {
  create: async ({ context }, body) => created({ ...body, status: { userInfo: context.user } }),
};

/** Whose token is this? */
export function tokenReview(authenticators: readonly Authenticator[], tokens: ServiceAccountTokens): Subresource {
  return {
    create: async (_, body) => {
      const { token = '', audiences = [apiAudience] } = (body.spec ?? {}) as { token?: string; audiences?: string[] };
      const account = token === '' ? undefined : tokens.userOf(token, audiences);
      // Other tokens are for the API server alone.
      const others = audiences.includes(apiAudience) ? authenticators : [];
      const user = account ?? (token === '' ? undefined : await userOf(token, others));
      const status =
        user === undefined
          ? { user: {}, error: 'invalid bearer token' }
          : { authenticated: true, user: authenticated(user), audiences };
      return created({ ...body, status });
    },
  };
}

function authenticated(user: UserInfo): UserInfo {
  return { ...user, groups: [...new Set([...user.groups, 'system:authenticated'])] };
}

async function userOf(bearerToken: string, authenticators: readonly Authenticator[]): Promise<UserInfo | undefined> {
  for (const authenticator of authenticators) {
    const user = await authenticator({ bearerToken });
    if (user !== undefined) return user;
  }
  return undefined;
}
