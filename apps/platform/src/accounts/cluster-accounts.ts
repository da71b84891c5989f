import type { Account, AccountStore } from '@violet/accounts';
import { Secret, systemNamespace, User, UserBinding, userBindingLabels } from '@violet/api';
import { type Cluster, startCache } from '@violet/kube';

/** Accounts as objects of the global cluster, followed by watches: a role that is taken away is gone at once. */
export interface ClusterAccounts extends AccountStore {
  ready(signal?: AbortSignal): Promise<void>;
  stop(): void;
}

export function clusterAccounts(hub: Cluster): ClusterAccounts {
  const users = startCache(hub, User);
  const bindings = startCache(hub, UserBinding);

  const describe = (user: User): Account => ({
    username: user.spec.username,
    email: user.spec.email ?? '',
    connector: user.spec.connector_type,
    roles: bindings.list().flatMap(({ metadata: { labels } }) => {
      const name = labels?.[userBindingLabels.roleName];
      if (name === undefined || labels?.[userBindingLabels.username] !== user.spec.username) return [];
      return [{ name, official: labels?.[userBindingLabels.official] === 'true' }];
    }),
  });
  // A name cannot hold a colon, so no account can call itself `system:…`.
  const findUser = (username: string) =>
    users.list().find(({ metadata, spec }) => metadata.name === username && spec.username === username);

  return {
    async find(username) {
      const user = findUser(username);
      return user === undefined ? undefined : describe(user);
    },
    list: async () => users.list().map(describe),
    async passwordHash(username) {
      const reference = findUser(username)?.spec.passwordSecretRef;
      if (reference === undefined) return undefined;
      const secret = await hub.resource(Secret, systemNamespace).get(reference.name);
      const hash = secret?.data?.['hash'];
      return hash === undefined ? undefined : Buffer.from(hash, 'base64').toString('utf8');
    },
    ready: async (signal) => {
      await Promise.all([users.whenSynced(signal), bindings.whenSynced(signal)]);
    },
    stop() {
      users.stop();
      bindings.stop();
    },
  };
}
