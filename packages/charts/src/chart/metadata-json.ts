import type { ChartDependency, ChartMetadata } from './chart.ts';

const metadataOrder = [
  'name',
  'home',
  'sources',
  'version',
  'description',
  'keywords',
  'maintainers',
  'icon',
  'apiVersion',
  'condition',
  'tags',
  'appVersion',
  'deprecated',
  'annotations',
  'kubeVersion',
  'dependencies',
  'type',
] as const satisfies (keyof ChartMetadata)[];

const dependencyOrder = [
  'name',
  'version',
  'repository',
  'condition',
  'tags',
  'enabled',
  'import-values',
  'alias',
] as const satisfies (keyof ChartDependency)[];

/** The metadata as Go writes it to JSON: in its order of fields, without those that are empty. */
export function metadataJson(metadata: ChartMetadata): object {
  const json = inOrder(metadata, metadataOrder, []);
  const dependencies = metadata.dependencies?.map(dependencyJson);
  return {
    ...json,
    ...(isEmpty(metadata.annotations) ? {} : { annotations: sorted(metadata.annotations ?? {}) }),
    ...(dependencies === undefined || dependencies.length === 0 ? {} : { dependencies }),
  };
}

/** One of them likewise. */
export function dependencyJson(dependency: ChartDependency): object {
  return inOrder(dependency, dependencyOrder, ['name', 'repository']);
}

function sorted(map: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(map).sort(([left], [right]) => (left < right ? -1 : 1)));
}

function inOrder<T extends object>(source: T, order: readonly (keyof T & string)[], always: readonly string[]): object {
  const members = order.map((key) => [key, source[key]] as const);
  return Object.fromEntries(
    members.filter(([key, value]) => always.includes(key) || !isEmpty(value)).map(([key, value]) => [key, value ?? '']),
  );
}

function isEmpty(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return value === undefined || value === null || value === '' || value === false;
}
