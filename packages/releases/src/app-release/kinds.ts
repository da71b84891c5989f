import { CustomResourceDefinition, resource } from '@violet/api';

export const Pod = resource('v1', 'Pod', 'pods');

/** The kinds whose objects are watched for the health of releases. */
export const workloadKinds = [
  resource('apps/v1', 'Deployment', 'deployments'),
  resource('apps/v1', 'StatefulSet', 'statefulsets'),
  resource('apps/v1', 'DaemonSet', 'daemonsets'),
  resource('batch/v1', 'Job', 'jobs'),
  resource('v1', 'PersistentVolumeClaim', 'persistentvolumeclaims'),
  resource('v1', 'Service', 'services'),
  CustomResourceDefinition,
] as const;
