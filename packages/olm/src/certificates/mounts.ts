import { type Container, type DeploymentSpec, olmAnnotations, type Volume, type VolumeMount } from '@violet/api';

interface Mount {
  volume: string;
  path: string;
  certificate: string;
  key: string;
}

/** Where API servers look for their certificate, and where webhook servers of controller-runtime do. */
const mounts: readonly Mount[] = [
  {
    volume: 'apiservice-cert',
    path: '/apiserver.local.config/certificates',
    certificate: 'apiserver.crt',
    key: 'apiserver.key',
  },
  {
    volume: 'webhook-cert',
    path: '/tmp/k8s-webhook-server/serving-certs',
    certificate: 'tls.crt',
    key: 'tls.key',
  },
];

/** The Deployment's spec with the Secret mounted in each container; `caHash` makes new pods when the authority changes. */
export function withCertificate(spec: DeploymentSpec, secretName: string, caHash: string): DeploymentSpec {
  const pod = spec.template.spec ?? { containers: [] };
  let volumes = pod.volumes ?? [];
  let containers = pod.containers;
  for (const mount of mounts) {
    volumes = withVolume(volumes, volumeOf(mount, secretName));
    containers = containers.map((container) => withMount(container, { name: mount.volume, mountPath: mount.path }));
  }
  const annotations = { ...spec.template.metadata?.annotations, [olmAnnotations.caHash]: caHash };
  return {
    ...spec,
    template: {
      ...spec.template,
      metadata: { ...spec.template.metadata, annotations },
      spec: { ...pod, serviceAccountName: pod.serviceAccountName || 'default', volumes, containers },
    },
  };
}

function volumeOf({ volume, certificate, key }: Mount, secretName: string): Volume {
  const items = [
    { key: 'tls.crt', path: certificate },
    { key: 'tls.key', path: key },
  ];
  return { name: volume, secret: { secretName, items } };
}

function withVolume(volumes: readonly Volume[], added: Volume): Volume[] {
  const index = volumes.findIndex(({ name }) => name === added.name);
  return index < 0 ? [...volumes, added] : volumes.with(index, added);
}

function withMount(container: Container, added: VolumeMount): Container {
  const present = container.volumeMounts ?? [];
  const index = present.findIndex(({ name, mountPath }) => name === added.name || mountPath === added.mountPath);
  const known = present[index];
  if (known?.name === added.name) return container;
  return { ...container, volumeMounts: known === undefined ? [...present, added] : present.with(index, added) };
}
