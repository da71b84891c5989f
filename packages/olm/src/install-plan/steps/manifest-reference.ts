import { isJsonObject } from '@violet/machinery';
import { goJson } from '../../go-json/encode.ts';

/** Stands in a step for its manifest where that lies in the ConfigMap of an unpacked bundle. */
export interface ManifestReference {
  kind: 'ConfigMap';
  name: string;
  namespace: string;
  catalogSourceName: string;
  catalogSourceNamespace: string;
  replaces: string;
  /** JSON: `{"properties": […]}`. */
  properties: string;
}

export function printReference(reference: ManifestReference): string {
  return goJson('UnpackedBundleReference', reference);
}

/** Undefined where the step carries its manifest itself. */
export function readReference(manifest: string | undefined): ManifestReference | undefined {
  if (manifest === undefined || !manifest.startsWith('{')) return undefined;
  const value = readJson(manifest);
  if (!isJsonObject(value) || value['kind'] !== 'ConfigMap') return undefined;
  const text = (key: string) => (typeof value[key] === 'string' ? value[key] : '');
  const needed = [text('name'), text('namespace'), text('catalogSourceName'), text('catalogSourceNamespace')] as const;
  if (needed.includes('')) return undefined;
  const [name, namespace, catalogSourceName, catalogSourceNamespace] = needed;
  const others = { replaces: text('replaces'), properties: text('properties') };
  return { kind: 'ConfigMap', name, namespace, catalogSourceName, catalogSourceNamespace, ...others };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
