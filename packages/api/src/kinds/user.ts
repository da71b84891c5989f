import type { KubernetesObject } from '@violet/machinery';
import { defineResource } from '../resource.ts';
import { flag, object, text } from './schema-parts.ts';

/** An account of the platform; its name is the username. */
export interface User extends KubernetesObject {
  spec: {
    username: string;
    email?: string;
    /** `local`, or the name of the identity provider. */
    connector_type: string;
    is_admin?: boolean;
    /** In `cpaas-system`, key `hash`: what verifies a local account's password. */
    passwordSecretRef?: { name: string };
  };
}

export const User = defineResource<User>({
  group: 'auth.alauda.io',
  version: 'v1',
  kind: 'User',
  plural: 'users',
  scope: 'Cluster',
  home: 'hub',
  columns: [
    { name: 'Username', type: 'string', jsonPath: '.spec.username' },
    { name: 'Connector', type: 'string', jsonPath: '.spec.connector_type' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
  spec: object(
    {
      username: text,
      email: text,
      connector_type: text,
      is_admin: flag,
      passwordSecretRef: object({ name: text }, ['name']),
    },
    ['username', 'connector_type'],
  ),
});

/** Gives an account a role; which one and to whom is in its labels, as the product has it. */
export interface UserBinding extends KubernetesObject {
  spec?: Record<string, never>;
}

export const userBindingLabels = {
  username: 'auth.cpaas.io/user.username',
  roleName: 'auth.cpaas.io/role.name',
  /** `true`: the role's property is System; otherwise Custom. */
  official: 'auth.cpaas.io/roletemplate.official',
  level: 'auth.cpaas.io/roletemplate.level',
} as const;

export const platformAdminRole = 'platform-admin-system';

export const UserBinding = defineResource<UserBinding>({
  group: 'auth.alauda.io',
  version: 'v1',
  kind: 'UserBinding',
  plural: 'userbindings',
  scope: 'Cluster',
  home: 'hub',
  spec: object({}),
  required: [],
});
