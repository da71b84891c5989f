import type { CatalogSource } from '@violet/api';

/** Where the content of a catalogue comes from. */
export type Origin =
  | { kind: 'address'; address: string }
  | { kind: 'image'; image: string; catalogDirectory?: string }
  | { kind: 'config-map'; name: string };

/**
 * Undefined where the specification names none. As in OLM an address is dialled wherever there is one, whatever else is
 * said: beside an image its pod is made, but not asked.
 */
export function originOf({ spec }: CatalogSource): Origin | undefined {
  const isConfigMap = spec.sourceType === 'internal' || spec.sourceType === 'configmap';
  if (isConfigMap && !isSet(spec.configMap)) return undefined;
  if (!isConfigMap && spec.sourceType !== 'grpc') return undefined;
  if (isSet(spec.address)) return { kind: 'address', address: spec.address };
  if (isConfigMap) return { kind: 'config-map', name: spec.configMap ?? '' };
  if (!isSet(spec.image)) return undefined;
  const directory = spec.grpcPodConfig?.extractContent?.catalogDir;
  return { kind: 'image', image: spec.image, ...(isSet(directory) ? { catalogDirectory: directory } : {}) };
}

function isSet(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}
