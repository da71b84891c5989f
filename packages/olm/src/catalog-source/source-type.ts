import type { CatalogSourceSpec } from '@violet/api';

/** Whether the catalogue lies in a ConfigMap. */
export function isConfigMapCatalog({ sourceType }: CatalogSourceSpec): boolean {
  return sourceType === 'internal' || sourceType === 'configmap';
}

/** What is wrong with the specification, in OLM's words. */
export function specProblem(spec: CatalogSourceSpec): string | undefined {
  const { sourceType, configMap = '', image = '', address = '' } = spec;
  if (isConfigMapCatalog(spec))
    return configMap === '' ? `configmap name unset: must be set for sourcetype: ${sourceType}` : undefined;
  if (sourceType !== 'grpc') return `unknown sourcetype: ${sourceType}`;
  if (image !== '' || address !== '') return undefined;
  return `image and address unset: at least one must be set for sourcetype: ${sourceType}`;
}
