import type { BundleApi, CatalogBundle, Property } from '../catalog.ts';
import { readTextFields } from './json-fields.ts';

/**
 * What a bundle's message says, as properties: its own, or else the APIs that it provides; what it requires; and its
 * package. Undefined where its dependencies cannot be read, which leaves the bundle out.
 */
export function propertiesOf(bundle: CatalogBundle): readonly Property[] | undefined {
  const required =
    bundle.dependencies.length > 0
      ? bundle.dependencies.map(dependencyProperty)
      : requiredApiProperties(bundle.requiredApis);
  if (required.includes('unreadable')) return undefined;
  const provided = statedProperties(bundle);
  const hasPackage = provided.some(({ type }) => type === 'olm.package');
  if (required.length === 0 && hasPackage) return provided;
  return [
    ...provided,
    ...required.filter((property) => typeof property === 'object'),
    ...(hasPackage ? [] : [packageProperty(bundle.packageName, bundle.version)]),
  ];
}

/** Its own properties, or else the APIs that it provides. */
export function statedProperties({ properties, providedApis }: CatalogBundle): readonly Property[] {
  return properties.length > 0 ? properties : providedApiProperties(providedApis);
}

export function providedApiProperties(apis: readonly BundleApi[]): Property[] {
  return sorted(unique(apis).map(({ group, kind, version }) => property('olm.gvk', { group, kind, version })));
}

export function requiredApiProperties(apis: readonly BundleApi[]): Property[] {
  return sorted(unique(apis).map(({ group, version, kind }) => property('olm.gvk.required', { group, version, kind })));
}

export function packageProperty(packageName: string, version: string): Property {
  return property('olm.package', { packageName, version });
}

/** One API under two plurals is there twice. */
function unique(apis: readonly BundleApi[]): BundleApi[] {
  const keyOf = ({ group, version, kind, plural }: BundleApi) => JSON.stringify([group, version, kind, plural]);
  return [...new Map(apis.map((api) => [keyOf(api), api])).values()];
}

function sorted(properties: Property[]): Property[] {
  return properties.sort((left, right) => (left.value < right.value ? -1 : 1));
}

function dependencyProperty({ type, value }: Property): Property | 'unreadable' | undefined {
  switch (type) {
    case 'olm.gvk': {
      const api = readTextFields(value, ['group', 'version', 'kind']);
      return 'problem' in api ? 'unreadable' : property('olm.gvk.required', api);
    }
    case 'olm.package': {
      const needed = readTextFields(value, ['packageName', 'version']);
      if ('problem' in needed) return 'unreadable';
      return property('olm.package.required', { packageName: needed.packageName, versionRange: needed.version });
    }
    case 'olm.label':
      return { type: 'olm.label.required', value };
    case 'olm.constraint':
      return { type, value };
    default:
      return undefined;
  }
}

/** Written as Go writes it; with its own table, as the resolver imports nothing. */
function property(type: string, value: Record<string, string>): Property {
  const escapes: Readonly<Record<string, string>> = { '<': '\\u003c', '>': '\\u003e', '&': '\\u0026' };
  return { type, value: JSON.stringify(value).replace(/[<>&]/g, (character) => escapes[character] ?? character) };
}
