import { type CatalogSource, type Container, olmAnnotations, olmLabels, type Pod, type PodSpec } from '@violet/api';
import type { Stored } from '@violet/machinery';
import { REGISTRY_PORT } from '../../catalogs/registry-address.ts';
import { deepHash } from '../../go-json/hash.ts';
import { controllerReference } from '../../ownership/owner.ts';
import { extractContent } from './extract-content.ts';
import type { RegistryImages } from './pod-images.ts';
import { pullPolicy } from './pull-policy.ts';
import { restricted } from './security-context.ts';

export interface PodOptions {
  container: string;
  image: string;
  images: RegistryImages;
  labels: Record<string, string>;
  livenessDelaySeconds: number;
  /** What the namespace asks for, where the specification says nothing. */
  namespaceIsRestricted: boolean;
  serviceAccount?: { name: string; imagePullSecrets?: { name?: string }[] };
}

/** The pod of a catalogue, as OLM makes it. */
function registryPod(source: Stored<CatalogSource>, options: PodOptions): Pod {
  const { name, namespace = '', annotations = {} } = source.metadata;
  const spec = podSpec(source, options);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${name}-`,
      namespace,
      labels: { ...options.labels, [olmLabels.managed]: 'true', [olmLabels.podSpecHash]: deepHash('PodSpec', spec) },
      // A pod without a controller would hold up the draining of its node.
      annotations: { ...annotations, 'cluster-autoscaler.kubernetes.io/safe-to-evict': 'true' },
      ownerReferences: [controllerReference(source)],
    },
    spec,
  };
}

function podSpec(source: Stored<CatalogSource>, options: PodOptions): PodSpec {
  const config = source.spec.grpcPodConfig ?? {};
  const { serviceAccount } = options;
  const base: PodSpec = {
    containers: [],
    nodeSelector: config.nodeSelector ?? { 'kubernetes.io/os': 'linux' },
    ...(serviceAccount === undefined ? {} : { serviceAccountName: serviceAccount.name }),
    ...(serviceAccount?.imagePullSecrets === undefined ? {} : { imagePullSecrets: serviceAccount.imagePullSecrets }),
    ...(config.tolerations === undefined ? {} : { tolerations: config.tolerations }),
    ...(config.affinity === undefined ? {} : { affinity: config.affinity }),
  };
  const spec = extractContent(base, server(source, options), config, options.images);
  const level = config.securityContextConfig ?? (options.namespaceIsRestricted ? 'restricted' : 'legacy');
  return { ...(level === 'restricted' ? restricted(spec) : spec), ...priorityClass(source) };
}

function priorityClass({ metadata, spec }: Stored<CatalogSource>): { priorityClassName?: string } {
  const annotated = metadata.annotations?.[olmAnnotations.catalogPriorityClass] ?? '';
  const name = annotated === '' ? spec.grpcPodConfig?.priorityClassName : annotated;
  return name === undefined ? {} : { priorityClassName: name };
}

function server({ spec }: Stored<CatalogSource>, { container, image, livenessDelaySeconds }: PodOptions): Container {
  const exec = { command: ['grpc_health_probe', `-addr=:${REGISTRY_PORT}`] };
  const memory = spec.grpcPodConfig?.memoryTarget;
  return {
    name: container,
    image,
    ports: [{ name: 'grpc', containerPort: REGISTRY_PORT }],
    readinessProbe: { exec, initialDelaySeconds: 5, timeoutSeconds: 5 },
    livenessProbe: { exec, initialDelaySeconds: livenessDelaySeconds, timeoutSeconds: 5 },
    startupProbe: { exec, failureThreshold: 10, periodSeconds: 10, timeoutSeconds: 5 },
    resources: { requests: { cpu: '10m', memory: memory ?? '50Mi' } },
    // Kubernetes says Mi where Go says MiB.
    ...(memory === undefined ? {} : { env: [{ name: 'GOMEMLIMIT', value: `${memory}B` }] }),
    securityContext: { readOnlyRootFilesystem: false },
    imagePullPolicy: pullPolicy(image),
    terminationMessagePolicy: 'FallbackToLogsOnError',
  };
}

/** The pod of a catalogue that lies in an image. */
export function imagePod(
  source: Stored<CatalogSource>,
  options: Pick<PodOptions, 'images' | 'labels' | 'namespaceIsRestricted'> &
    Required<Pick<PodOptions, 'serviceAccount'>>,
): Pod {
  const image = source.spec.image ?? '';
  return registryPod(source, { ...options, container: 'registry-server', image, livenessDelaySeconds: 10 });
}

/** The pod of a catalogue that lies in a ConfigMap. */
export function configMapPod(
  source: Stored<CatalogSource>,
  options: Pick<PodOptions, 'images' | 'labels' | 'namespaceIsRestricted'>,
): Pod {
  const image = options.images.configMapServer;
  const container = 'configmap-registry-server';
  const pod = registryPod(source, { ...options, container, image, livenessDelaySeconds: 5 });
  const { name, namespace = '' } = source.metadata;
  const command = ['configmap-server', '-c', source.spec.configMap ?? '', '-n', namespace];
  const containers = (pod.spec?.containers ?? []).map((each) => ({ ...each, command }));
  // Not in the hash, as in OLM.
  return { ...pod, spec: { ...pod.spec, containers, serviceAccountName: `${name}-configmap-server` } };
}
