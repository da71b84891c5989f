import type { FailureCause } from '../failure.ts';
import { invalidValue, requiredValue } from '../field-error.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { dns1035LabelProblems, pathSegmentProblems } from '../metadata/names.ts';
import { validateObjectMeta } from '../metadata/object-meta.ts';
import type { Schema } from './schema.ts';

/** Objects inside of objects (`x-kubernetes-embedded-resource`) have a kind, and metadata that is well formed. */
export function checkEmbeddedResources(schema: Schema, value: unknown, path: string, causes: FailureCause[]): void {
  if (Array.isArray(value)) {
    if (schema.items === undefined) return;
    for (const [index, item] of value.entries())
      checkEmbeddedResources(schema.items, item, `${path}[${index}]`, causes);
  } else if (isJsonObject(value)) {
    if (schema['x-kubernetes-embedded-resource'] === true && path !== '') checkResource(value, path, causes);
    const { properties = {}, additionalProperties } = schema;
    for (const [key, member] of Object.entries(value)) {
      const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
      if (property !== undefined)
        checkEmbeddedResources(property, member, path === '' ? key : `${path}.${key}`, causes);
      else if (typeof additionalProperties === 'object') {
        checkEmbeddedResources(additionalProperties, member, `${path}[${key}]`, causes);
      }
    }
  }
}

function checkResource(resource: JsonObject, path: string, causes: FailureCause[]): void {
  if (resource['apiVersion'] === undefined) causes.push(requiredValue(`${path}.apiVersion`));
  else causes.push(...apiVersionCauses(resource['apiVersion'], `${path}.apiVersion`));
  if (resource['kind'] === undefined) causes.push(requiredValue(`${path}.kind`));
  else causes.push(...kindCauses(resource['kind'], `${path}.kind`));
  const metadata = resource['metadata'];
  if (metadata === undefined) return;
  if (!isJsonObject(metadata)) {
    causes.push(invalidValue(`${path}.metadata`, metadata, 'must be an object'));
    return;
  }
  const named = { name: 'fakename', ...metadata };
  const namespaced = typeof metadata['namespace'] === 'string' && metadata['namespace'] !== '';
  causes.push(
    ...validateObjectMeta(named, { namespaced, path: `${path}.metadata`, nameProblems: pathSegmentProblems }),
  );
}

function apiVersionCauses(apiVersion: unknown, path: string): FailureCause[] {
  if (typeof apiVersion !== 'string') return [invalidValue(path, apiVersion, 'must be a string')];
  if (apiVersion === '') return [invalidValue(path, apiVersion, 'must not be empty')];
  if (apiVersion.split('/').length <= 2) return [];
  return [invalidValue(path, apiVersion, `unexpected GroupVersion string: ${apiVersion}`)];
}

function kindCauses(kind: unknown, path: string): FailureCause[] {
  if (typeof kind !== 'string') return [invalidValue(path, kind, 'must be a string')];
  if (kind === '') return [invalidValue(path, kind, 'must not be empty')];
  const problems = dns1035LabelProblems(kind.toLowerCase());
  if (problems.length === 0) return [];
  const detail = `may have mixed case, but should otherwise match: ${problems.join(',')}`;
  return [invalidValue(path, kind, detail)];
}
