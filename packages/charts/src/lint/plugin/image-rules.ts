import { isJsonObject, type Json, type JsonObject, parseYaml } from '@violet/machinery';
import { documentsOf } from '../documents-of.ts';
import type { LintOptions } from '../lint-options.ts';
import { renderForLint } from '../render-for-lint.ts';
import { type PluginChart, textAt, valueAt } from './plugin-chart.ts';
import type { PluginFinding, PluginRule } from './plugin-rule.ts';

export const imageRules: readonly PluginRule[] = [
  { severity: 'ERROR', check: registryFindings },
  { severity: 'ERROR', check: imageFindings },
  { severity: 'ERROR', check: usedImageFindings },
];

const file = 'values.yaml';

/** The platform puts the address of its own registry there. */
function registryFindings({ chart }: PluginChart): PluginFinding[] {
  if (typeof valueAt(chart.values, 'global.registry.address') === 'string') return [];
  const todo = 'add it, and let templates put it before each repository';
  return [{ file, wrong: 'global.registry.address is missing', todo }];
}

function imageFindings({ chart }: PluginChart): PluginFinding[] {
  const images = valueAt(chart.values, 'global.images');
  if (images === undefined || images === null) return [];
  if (!isJsonObject(images)) return [{ file, wrong: 'global.images is no mapping', todo: 'give each image a key' }];
  return Object.entries(images).flatMap(([key, image]) => problemsOf(`global.images.${key}`, image));
}

function problemsOf(path: string, image: Json): PluginFinding[] {
  if (!isJsonObject(image)) return [{ file, wrong: `${path} is no mapping`, todo: 'write repository and tag' }];
  const repository = textAt(image, 'repository');
  const wrong: PluginFinding[] = [];
  if (repository === undefined) wrong.push({ file, wrong: `${path}.repository is missing`, todo: 'add it' });
  else if (namesRegistry(repository)) {
    const todo = 'leave the registry out: it is global.registry.address';
    wrong.push({ file, wrong: `${path}.repository ${repository} names a registry`, todo });
  }
  const tag = valueAt(image, 'tag');
  if (typeof tag !== 'string' || tag === '') {
    wrong.push({ file, wrong: `${path}.tag is no text`, todo: 'add it, in quotes where it looks like a number' });
  }
  return wrong;
}

/** As Docker tells a registry from the first part of a path. */
function namesRegistry(repository: string): boolean {
  const [first = '', ...rest] = repository.split('/');
  return rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
}

/** What a package does not bring is not there in a network of one's own. */
function usedImageFindings({ chart }: PluginChart, options: LintOptions): PluginFinding[] {
  const registry = textAt(chart.values, 'global.registry.address');
  const known = knownImages(chart.values);
  if (registry === undefined) return [];
  let rendered: ReadonlyMap<string, string> | undefined;
  try {
    rendered = renderForLint(chart, options);
  } catch {
    // Said where templates are looked at.
    return [];
  }
  return [...(rendered ?? [])].flatMap(([path, text]) => {
    if (!/\.ya?ml$/.test(path)) return [];
    const template = path.slice(path.indexOf('/') + 1);
    const strange = [...imagesIn(text)].filter((image) => !known.has(withoutRegistry(image, registry)));
    return strange.map((image) => ({
      file: template,
      wrong: `the image ${image} is none of global.images`,
      todo: 'add it to global.images in values.yaml and use it from there',
    }));
  });
}

function withoutRegistry(image: string, registry: string): string {
  return image.startsWith(`${registry}/`) ? image.slice(registry.length + 1) : image;
}

function knownImages(values: JsonObject): ReadonlySet<string> {
  const images = valueAt(values, 'global.images');
  const all = isJsonObject(images) ? Object.values(images) : [];
  return new Set(
    all.flatMap((image) => (isJsonObject(image) ? [`${String(image['repository'])}:${String(image['tag'])}`] : [])),
  );
}

function* imagesIn(text: string): Generator<string> {
  let documents: string[];
  try {
    documents = [...documentsOf(text)];
  } catch {
    return;
  }
  for (const document of documents) yield* imagesOf(attempt(document));
}

function attempt(document: string): Json {
  try {
    return parseYaml(document, 'template');
  } catch {
    return null;
  }
}

/** `image` of whatever is in `containers` and their like. */
function* imagesOf(value: Json): Generator<string> {
  if (Array.isArray(value)) {
    for (const item of value) yield* imagesOf(item);
  } else if (isJsonObject(value)) {
    for (const [key, member] of Object.entries(value)) {
      if (/^(?:init|ephemeral)?containers$/i.test(key) && Array.isArray(member)) {
        for (const container of member) {
          const image = isJsonObject(container) ? container['image'] : undefined;
          if (typeof image === 'string' && image !== '') yield image;
        }
      } else {
        yield* imagesOf(member);
      }
    }
  }
}
