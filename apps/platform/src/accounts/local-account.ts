import { hashPassword, verifyPassword } from '@violet/accounts';
import { fieldManagers, Secret, systemNamespace, User, UserBinding } from '@violet/api';
import type { Cluster } from '@violet/kube';
import { roleBinding } from './role-binding.ts';

export interface LocalAccount {
  username: string;
  email: string;
  password: string;
  roles: readonly { name: string; official: boolean }[];
}

const applied = { fieldManager: fieldManagers.platform, force: true };

/** Makes or updates a local account with its password and roles. */
export async function ensureLocalAccount(hub: Cluster, account: LocalAccount): Promise<void> {
  const { username, email, password, roles } = account;
  const secretName = `password-of-${username}`;
  await ensurePassword(hub, secretName, password);
  await hub.resource(User).apply(
    {
      apiVersion: 'auth.alauda.io/v1',
      kind: 'User',
      metadata: { name: username },
      spec: { username, email, connector_type: 'local', passwordSecretRef: { name: secretName } },
    },
    applied,
  );
  for (const role of roles) await hub.resource(UserBinding).apply(roleBinding(username, role), applied);
}

/** A hash has a salt of its own, so the Secret is written only when the password is another one. */
async function ensurePassword(hub: Cluster, name: string, password: string): Promise<void> {
  const secrets = hub.resource(Secret, systemNamespace);
  const known = (await secrets.get(name))?.data?.['hash'];
  if (known !== undefined && (await verifyPassword(password, Buffer.from(known, 'base64').toString('utf8')))) return;
  await secrets.apply(
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace: systemNamespace },
      type: 'Opaque',
      data: { hash: Buffer.from(await hashPassword(password)).toString('base64') },
    },
    applied,
  );
}
