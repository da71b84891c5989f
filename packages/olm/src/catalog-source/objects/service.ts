import { type CatalogSource, olmLabels, type Service } from '@violet/api';
import type { Stored } from '@violet/machinery';
import { REGISTRY_PORT, registryServiceName } from '../../catalogs/registry-address.ts';
import { deepHash } from '../../go-json/hash.ts';
import { managedLabel, ownerReference } from '../../ownership/owner.ts';

export function registryService(source: Stored<CatalogSource>, selector: Record<string, string>): Service {
  const spec = { ports: [{ name: 'grpc', port: REGISTRY_PORT, targetPort: REGISTRY_PORT }], selector };
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: registryServiceName(source),
      namespace: source.metadata.namespace ?? '',
      labels: { ...managedLabel, [olmLabels.serviceSpecHash]: deepHash('ServiceSpec', spec) },
      ownerReferences: [ownerReference(source)],
    },
    spec,
  };
}
