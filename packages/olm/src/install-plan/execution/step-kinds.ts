import {
  ClusterRole,
  ClusterRoleBinding,
  ClusterServiceVersion,
  ConfigMap,
  type ResourceDefinition,
  Role,
  RoleBinding,
  Secret,
  Service,
  ServiceAccount,
  Subscription,
} from '@violet/api';
import { BUNDLE_SECRET } from '../steps/steps-of-bundle.ts';

/** How steps of a kind are carried out. */
export interface StepKind {
  definition: ResourceDefinition;
  /** Whether the CSV of the step becomes an owner, or only the owners that the manifest names are looked up. */
  owners: 'of the step' | 'of the manifest' | 'none';
  /** What happens to an object that is there already. */
  existing: 'stays' | 'is replaced' | 'is merged' | 'is replaced and labelled';
  /** Upstream's words before an error, up to the object's name. */
  words: { creating: string; updating: string; owners: string };
}

const owned = (noun: string) => `error generating ownerrefs for ${noun}`;
const words = (noun: string) => ({
  creating: `error creating ${noun}`,
  updating: `error updating ${noun}`,
  owners: owned(noun),
});
/** Some of them speak of an update whatever happened. */
const alwaysUpdating = (noun: string) => ({
  creating: `error updating ${noun}:`,
  updating: `error updating ${noun}:`,
  owners: owned(`${noun}:`),
});

/** The kinds that a step names, except CRDs and what bundles bring beside these. */
export const stepKinds: Readonly<Record<string, StepKind>> = {
  ClusterServiceVersion: { definition: ClusterServiceVersion, owners: 'none', existing: 'stays', words: words('csv') },
  Subscription: { definition: Subscription, owners: 'none', existing: 'stays', words: words('subscription') },
  [BUNDLE_SECRET]: {
    definition: Secret,
    owners: 'of the step',
    existing: 'is replaced',
    words: { ...alwaysUpdating('secret'), owners: owned('secret') },
  },
  ServiceAccount: {
    definition: ServiceAccount,
    owners: 'of the manifest',
    existing: 'is merged',
    words: {
      creating: 'error creating service account:',
      updating: 'error updating service account:',
      owners: owned('service account:'),
    },
  },
  Role: { definition: Role, owners: 'of the manifest', existing: 'is replaced', words: words('role') },
  RoleBinding: {
    definition: RoleBinding,
    owners: 'of the manifest',
    existing: 'is replaced',
    words: words('rolebinding'),
  },
  ClusterRole: {
    definition: ClusterRole,
    owners: 'none',
    existing: 'is replaced and labelled',
    words: words('clusterrole'),
  },
  ClusterRoleBinding: {
    definition: ClusterRoleBinding,
    owners: 'none',
    existing: 'is replaced and labelled',
    words: words('clusterrolebinding'),
  },
  Service: { definition: Service, owners: 'of the step', existing: 'is replaced', words: alwaysUpdating('service') },
  ConfigMap: {
    definition: ConfigMap,
    owners: 'of the step',
    existing: 'is replaced',
    words: alwaysUpdating('configmap'),
  },
};
