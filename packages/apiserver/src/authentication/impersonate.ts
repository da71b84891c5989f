import { Failure } from '@violet/machinery';
import type { Attributes, UserInfo } from '../backend.ts';
import { forbidden } from '../forbidden.ts';
import { type HttpRequest, header, headerValues } from '../http.ts';

export type Authorize = (attributes: Attributes, user: UserInfo) => Promise<string | undefined>;

const serviceAccountPrefix = 'system:serviceaccount:';

/** The user whom the `Impersonate-*` headers name, where `user` may act as that one; else `user`. */
export async function impersonate(request: HttpRequest, user: UserInfo, authorize: Authorize): Promise<UserInfo> {
  const username = header(request, 'impersonate-user');
  const groups = headerValues(request, 'impersonate-group');
  const uid = header(request, 'impersonate-uid');
  const extra = extraOf(request);
  if (username === undefined) {
    if (groups.length === 0 && uid === undefined && Object.keys(extra).length === 0) return user;
    throw new Failure(
      'BadRequest',
      `requested ${JSON.stringify(groups)} but not a user to impersonate: Impersonate-User is missing`,
    );
  }
  for (const attributes of asked(username, groups, uid, extra)) {
    const reason = await authorize(attributes, user);
    if (reason !== undefined) throw forbidden(attributes, user, reason);
  }
  return {
    username,
    ...(uid === undefined ? {} : { uid }),
    groups: impersonatedGroups(username, groups),
    ...(Object.keys(extra).length === 0 ? {} : { extra }),
  };
}

function asked(
  username: string,
  groups: string[],
  uid: string | undefined,
  extra: Record<string, string[]>,
): Attributes[] {
  const verb = 'impersonate';
  const [namespace, name] = username.startsWith(serviceAccountPrefix)
    ? username.slice(serviceAccountPrefix.length).split(':')
    : [];
  const user: Attributes =
    namespace !== undefined && name !== undefined
      ? { verb, group: '', version: 'v1', resource: 'serviceaccounts', namespace, name }
      : { verb, group: '', version: 'v1', resource: 'users', name: username };
  return [
    user,
    ...groups.map((group) => ({ verb, group: '', version: 'v1', resource: 'groups', name: group })),
    ...(uid === undefined
      ? []
      : [{ verb, group: 'authentication.k8s.io', version: 'v1', resource: 'uids', name: uid }]),
    ...Object.entries(extra).flatMap(([key, values]) =>
      values.map((name) => ({
        verb,
        group: 'authentication.k8s.io',
        version: 'v1',
        resource: 'userextras',
        subresource: key,
        name,
      })),
    ),
  ];
}

function impersonatedGroups(username: string, groups: string[]): string[] {
  if (username === 'system:anonymous') return ['system:unauthenticated'];
  if (!username.startsWith(serviceAccountPrefix) || groups.length > 0) return withAuthenticated(groups);
  const namespace = username.slice(serviceAccountPrefix.length).split(':')[0] ?? '';
  return withAuthenticated(['system:serviceaccounts', `system:serviceaccounts:${namespace}`]);
}

function withAuthenticated(groups: string[]): string[] {
  return groups.includes('system:authenticated') || groups.includes('system:unauthenticated')
    ? groups
    : [...groups, 'system:authenticated'];
}

function extraOf(request: HttpRequest): Record<string, string[]> {
  const prefix = 'impersonate-extra-';
  const names = Object.keys(request.headers).filter((name) => name.startsWith(prefix));
  return Object.fromEntries(
    names.map((name) => [decodeURIComponent(name.slice(prefix.length)), headerValues(request, name)]),
  );
}
