import { goQuote } from '@violet/gotemplate';
import { Failure } from '@violet/machinery';
import { isSemanticVersion } from '../version/constraint.ts';
import type { ChartDependency, ChartMaintainer, ChartMetadata } from './chart.ts';
import type { Shape } from './decode.ts';

const strings: Shape = { list: 'string' };

const dependencyShape: Shape = {
  struct: 'Dependency',
  type: 'chart.Dependency',
  fields: {
    name: 'string',
    version: 'string',
    repository: 'string',
    condition: 'string',
    tags: strings,
    enabled: 'boolean',
    'import-values': { list: 'any' },
    alias: 'string',
  },
};

/** Chart.yaml as Helm's struct, in its order of fields. */
export const metadataShape: Shape = {
  struct: 'Metadata',
  type: 'chart.Metadata',
  fields: {
    name: 'string',
    home: 'string',
    sources: strings,
    version: 'string',
    description: 'string',
    keywords: strings,
    maintainers: {
      list: {
        struct: 'Maintainer',
        type: 'chart.Maintainer',
        fields: { name: 'string', email: 'string', url: 'string' },
      },
    },
    icon: 'string',
    apiVersion: 'string',
    condition: 'string',
    tags: 'string',
    appVersion: 'string',
    deprecated: 'boolean',
    annotations: { map: 'string' },
    kubeVersion: 'string',
    dependencies: { list: dependencyShape },
    type: 'string',
  },
};

export const lockShape: Shape = {
  struct: 'Lock',
  type: 'chart.Lock',
  fields: { generated: 'time', digest: 'string', dependencies: { list: dependencyShape } },
};

const refuse = (message: string) => new Failure('Invalid', `validation: ${message}`);

/** The metadata with Helm's clean-up of odd characters; throws what Helm refuses, in its words. */
export function checkMetadata(read: Partial<ChartMetadata>): ChartMetadata {
  const metadata = cleanTexts(read as ChartMetadata);
  if ((metadata.apiVersion ?? '') === '') throw refuse('chart.metadata.apiVersion is required');
  checkName(metadata.name ?? '');
  if ((metadata.version ?? '') === '') throw refuse('chart.metadata.version is required');
  if (!isSemanticVersion(metadata.version)) {
    throw refuse(`chart.metadata.version ${goQuote(metadata.version)} is invalid`);
  }
  if (!['', 'application', 'library'].includes(metadata.type ?? '')) {
    throw refuse('chart.metadata.type must be application or library');
  }
  if (metadata.maintainers?.some((maintainer) => maintainer === null)) {
    throw refuse('maintainers must not contain empty or null nodes');
  }
  checkDependencies(metadata.dependencies ?? []);
  return metadata;
}

function checkName(name: string): void {
  if (name === '') throw refuse('chart.metadata.name is required');
  if (name === '.' || name === '..') throw refuse(`chart.metadata.name ${goQuote(name)} is not allowed`);
  if (name.includes('/')) throw refuse(`chart.metadata.name ${goQuote(name)} is invalid`);
}

function checkDependencies(dependencies: readonly (ChartDependency | null)[]): void {
  const seen = new Set<string>();
  for (const dependency of dependencies) {
    if (dependency === null) throw refuse('dependencies must not contain empty or null nodes');
    const alias = dependency.alias ?? '';
    if (alias !== '' && !/^[a-zA-Z0-9_-]+$/.test(alias)) {
      throw refuse(`dependency ${goQuote(dependency.name)} has disallowed characters in the alias`);
    }
    const key = alias === '' ? dependency.name : alias;
    if (seen.has(key)) throw refuse(`more than one dependency with name or alias ${goQuote(key)}`);
    seen.add(key);
  }
}

function cleanTexts(metadata: ChartMetadata): ChartMetadata {
  const cleaned: ChartMetadata = { ...metadata };
  for (const key of [
    'name',
    'description',
    'home',
    'icon',
    'condition',
    'tags',
    'appVersion',
    'kubeVersion',
  ] as const) {
    const text = cleaned[key];
    if (text !== undefined) cleaned[key] = clean(text);
  }
  if (cleaned.sources !== undefined) cleaned.sources = cleaned.sources.map(clean);
  if (cleaned.keywords !== undefined) cleaned.keywords = cleaned.keywords.map(clean);
  if (cleaned.maintainers !== undefined) cleaned.maintainers = cleaned.maintainers.map(cleanMaintainer);
  if (cleaned.dependencies !== undefined) cleaned.dependencies = cleaned.dependencies.map(cleanDependency);
  return cleaned;
}

function cleanMaintainer(maintainer: ChartMaintainer): ChartMaintainer {
  if (maintainer === null) return maintainer;
  return Object.fromEntries(Object.entries(maintainer).map(([key, text]) => [key, clean(text)]));
}

function cleanDependency(dependency: ChartDependency): ChartDependency {
  if (dependency === null) return dependency;
  const cleaned = { ...dependency, name: clean(dependency.name ?? ''), repository: clean(dependency.repository ?? '') };
  if (cleaned.version !== undefined) cleaned.version = clean(cleaned.version);
  if (cleaned.condition !== undefined) cleaned.condition = clean(cleaned.condition);
  if (cleaned.tags !== undefined) cleaned.tags = cleaned.tags.map(clean);
  return cleaned;
}

/** White space becomes a blank, what cannot be printed is dropped: chart texts end up on terminals. */
function clean(text: string): string {
  return text.replace(/\p{White_Space}/gu, ' ').replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, '');
}
