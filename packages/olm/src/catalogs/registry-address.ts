import type { CatalogSource } from '@violet/api';
import type { Stored } from '@violet/machinery';

export const REGISTRY_PORT = 50051;

/** The name of the Service that stands for a catalogue whose pod is made here. */
export function registryServiceName({ spec, metadata }: Stored<CatalogSource>): string {
  return spec.sourceType === 'grpc' ? metadata.name.replaceAll('.', '-') : metadata.name;
}

/** `host:port` that a client in the cluster would dial. */
export function registryAddress(source: Stored<CatalogSource>): string {
  const { address = '' } = source.spec;
  return address === '' ? `${registryServiceName(source)}.${source.metadata.namespace}.svc:${REGISTRY_PORT}` : address;
}
