import type { Condition, KubernetesObject } from '@violet/machinery';
import type { Affinity, Toleration } from '../../core/pod-spec.ts';
import { resource } from '../../resource.ts';
import type { Icon } from './cluster-service-version.ts';

/** `internal` and `configmap` are the same. */
export const catalogSourceTypes = ['internal', 'configmap', 'grpc'] as const;
export type CatalogSourceType = (typeof catalogSourceTypes)[number];

export const catalogSourceReasons = {
  specInvalid: 'SpecInvalidError',
  configMap: 'ConfigMapError',
  registryServer: 'RegistryServerError',
  invalidInterval: 'InvalidIntervalError',
} as const;
export type CatalogSourceReason = (typeof catalogSourceReasons)[keyof typeof catalogSourceReasons];

export interface GrpcPodConfig {
  nodeSelector?: Record<string, string>;
  tolerations?: Toleration[];
  affinity?: Affinity;
  priorityClassName?: string;
  securityContextConfig?: 'legacy' | 'restricted';
  /** A quantity: GOMEMLIMIT and the memory request of the registry server. */
  memoryTarget?: string | number;
  extractContent?: { cacheDir?: string; catalogDir: string };
}

export interface CatalogSourceSpec {
  /** One of `catalogSourceTypes`; anything else is stored, and reported in status. */
  sourceType: string;
  priority?: number;
  configMap?: string;
  /** host:port; not looked at where there is an image. */
  address?: string;
  image?: string;
  grpcPodConfig?: GrpcPodConfig;
  /** `interval` is a Go duration. */
  updateStrategy?: { registryPoll?: { interval?: string } };
  secrets?: string[];
  displayName?: string;
  description?: string;
  publisher?: string;
  icon?: Icon;
}

/** gRPC's names of a connection's state. */
export const connectivityStates = ['IDLE', 'CONNECTING', 'READY', 'TRANSIENT_FAILURE', 'SHUTDOWN'] as const;
export type ConnectivityState = (typeof connectivityStates)[number];

export interface RegistryServiceStatus {
  protocol?: string;
  serviceName?: string;
  serviceNamespace?: string;
  port?: string;
  createdAt?: string;
}

export interface GrpcConnectionState {
  address?: string;
  lastObservedState: string;
  lastConnect?: string;
}

export interface ConfigMapResourceReference {
  name: string;
  namespace: string;
  uid?: string;
  resourceVersion?: string;
  lastUpdateTime?: string;
}

export interface CatalogSourceStatus {
  message?: string;
  reason?: string;
  latestImageRegistryPoll?: string;
  configMapReference?: ConfigMapResourceReference;
  registryService?: RegistryServiceStatus;
  connectionState?: GrpcConnectionState;
  conditions?: Condition[];
}

/** A catalogue of operator packages. */
export interface CatalogSource extends KubernetesObject {
  spec: CatalogSourceSpec;
  status?: CatalogSourceStatus;
}

export const CatalogSource = resource<CatalogSource>(
  'operators.coreos.com/v1alpha1',
  'CatalogSource',
  'catalogsources',
);
