import { type UserBinding, userBindingLabels } from '@violet/api';

/** That a user has a role on the whole platform. */
export function roleBinding(username: string, role: { name: string; official: boolean }): UserBinding {
  return {
    apiVersion: 'auth.alauda.io/v1',
    kind: 'UserBinding',
    metadata: {
      name: `${username}-${role.name}`,
      labels: {
        [userBindingLabels.username]: username,
        [userBindingLabels.roleName]: role.name,
        [userBindingLabels.official]: String(role.official),
        [userBindingLabels.level]: 'platform',
      },
    },
  };
}
