import type { Authenticator, UserInfo } from '@violet/apiserver';
import { created, type Subresource } from '../subresources/subresource.ts';

/** `kubectl auth whoami`. */
export const selfSubjectReview: Subresource = {
  create: async ({ context }, body) => created({ ...body, status: { userInfo: context.user } }),
};

/** Whose token is this? */
export function tokenReview(authenticators: readonly Authenticator[]): Subresource {
  return {
    create: async (_, body) => {
      const { token = '' } = (body.spec ?? {}) as { token?: string };
      const user = token === '' ? undefined : await userOf(token, authenticators);
      const status = user === undefined ? { user: {}, error: 'invalid bearer token' } : { authenticated: true, user };
      return created({ ...body, status });
    },
  };
}

async function userOf(bearerToken: string, authenticators: readonly Authenticator[]): Promise<UserInfo | undefined> {
  for (const authenticator of authenticators) {
    const user = await authenticator({ bearerToken });
    if (user !== undefined) return { ...user, groups: [...new Set([...user.groups, 'system:authenticated'])] };
  }
  return undefined;
}
