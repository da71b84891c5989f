import type { ModulePlugin } from '@violet/api';
import { type Chart, chartFileText } from '@violet/charts';
import { Failure, isJsonObject, type Json, type JsonObject } from '@violet/machinery';
import { isRepository, isTag, type Reference } from '@violet/oci';
import { parseModulePlugin } from '../manifest/module-plugin.ts';

const modulePluginFile = 'module-plugin.yaml';

/**
 * The images that a chart names in `global.images.<key>.{repository,tag}` of its values. They are in the registry that
 * the chart itself is in, so a repository must not name one. Third-party images need no mark: the chart renders their
 * repository as it is (`3rdparty/…`), so that is where they have to land.
 */
export function imagesOfChart(chart: Chart, registry: string | undefined): Reference[] {
  const global = chart.values['global'];
  const images = isJsonObject(global) ? global['images'] : undefined;
  if (images === undefined || images === null) return [];
  if (!isJsonObject(images)) throw wrong(chart, 'global.images', 'it is no map of images');
  return Object.entries(images).flatMap(([key, image]) => {
    const field = `global.images.${key}`;
    if (!isJsonObject(image)) throw wrong(chart, field, 'it is no map with repository and tag');
    const found = { repository: repositoryOf(chart, field, image), tag: tagOf(chart, field, image) };
    return [registry === undefined ? found : { registry, ...found }];
  });
}

/** The plugin that a chart declares, if any. */
export function modulePluginOfChart(chart: Chart): ModulePlugin | undefined {
  const text = chartFileText(chart, modulePluginFile);
  return text === undefined ? undefined : parseModulePlugin(text, `${chart.metadata.name}: ${modulePluginFile}`);
}

function repositoryOf(chart: Chart, field: string, image: JsonObject): string {
  const repository = image['repository'];
  if (typeof repository !== 'string') throw wrong(chart, `${field}.repository`, 'it is missing');
  const [first = ''] = repository.split('/');
  if (first.includes(':') || (first.includes('.') && repository.includes('/'))) {
    throw wrong(chart, `${field}.repository`, `"${repository}" names a registry; leave "${first}/" out`);
  }
  if (!isRepository(repository)) throw wrong(chart, `${field}.repository`, `"${repository}" is not a repository`);
  return repository;
}

function tagOf(chart: Chart, field: string, image: JsonObject): string {
  const tag: Json | undefined = image['tag'];
  if (typeof tag === 'number') throw wrong(chart, `${field}.tag`, `${tag} is read as a number; put it in quotes`);
  if (typeof tag !== 'string') throw wrong(chart, `${field}.tag`, 'it is missing');
  if (!isTag(tag)) throw wrong(chart, `${field}.tag`, `"${tag}" is not a tag`);
  return tag;
}

function wrong(chart: Chart, field: string, why: string): Failure {
  return new Failure('Invalid', `chart ${chart.metadata.name}: values.yaml: ${field}: ${why}`);
}
