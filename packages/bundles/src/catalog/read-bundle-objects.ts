import { goJson, goQuote, isJsonObject, type Json, readYamlAsJson } from '@violet/machinery';
import { decodeAs } from '../go-json/decode.ts';
import type { BundleBlob } from './blobs.ts';
import { propertyShapes, propertyTypes } from './properties.ts';

const utf8 = new TextDecoder();

/** The manifests that a bundle has inline, as JSON; or what is wrong with one. */
export function readBundleObjects(bundle: BundleBlob): string[] | string {
  const objects: string[] = [];
  const where = `package ${goQuote(bundle.package ?? '')}, bundle ${goQuote(bundle.name ?? '')}`;
  for (const [index, { type, value }] of (bundle.properties ?? []).entries()) {
    if (type !== propertyTypes.bundleObject) continue;
    const decoded = decodeAs<{ data?: string }>(propertyShapes[propertyTypes.bundleObject], value);
    if (decoded.problem !== undefined) {
      return `${where}: parse property at index ${index} as bundle object: ${decoded.problem}`;
    }
    const object = objectText(decoded.value.data ?? '');
    if (object.problem !== undefined) {
      return `${where}: convert bundle object property at index ${index} to JSON: ${object.problem}`;
    }
    objects.push(object.text);
  }
  return objects;
}

/** JSON stays as it is written; YAML becomes JSON. */
function objectText(base64: string): { text: string; problem?: string } {
  const text = utf8.decode(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
  if (/^\s*\{/.test(text)) return { text };
  try {
    return { text: goJson(readYamlAsJson(text)) };
  } catch (error) {
    return { text, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** The first object that is a CSV, as it is written; empty where none is. */
export function csvAmong(objects: readonly string[]): string {
  return (
    objects.find((object) => object.includes('ClusterServiceVersion') && kindOf(object) === 'ClusterServiceVersion') ??
    ''
  );
}

function kindOf(object: string): Json | undefined {
  try {
    const value = JSON.parse(object) as Json;
    return isJsonObject(value) ? value['kind'] : undefined;
  } catch {
    return undefined;
  }
}
