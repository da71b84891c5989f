import { isJsonObject, type Json, type JsonObject } from '@violet/machinery';

/** A text of a CSV that is an image reference, or has one behind its last `=` (an argument). */
export interface ImagePlace {
  image: string;
  set(image: string): void;
}

/** Environment variables that carry images, as operators name them. */
const imageVariable = /^RELATED_IMAGE_|(^|_)IMAGE$/;
const reference = /^[a-z0-9][a-z0-9._-]*(:\d+)?\/[a-z0-9][^\s=]*[:@][^\s=]+$/i;

/**
 * Every place of a CSV where an image stands: `relatedImages`, containers of its Deployments, variables like RELATED_IMAGE_X, and
 * variables and arguments that repeat an image of the other places.
 */
export function imagePlaces(csv: JsonObject): ImagePlace[] {
  const named = [...annotationPlaces(csv), ...relatedImagePlaces(csv), ...containersOf(csv).flatMap(containerPlaces)];
  const known = new Set(named.map(({ image }) => image));
  return [...named, ...containersOf(csv).flatMap((container) => repeatedPlaces(container, known))];
}

function annotationPlaces(csv: JsonObject): ImagePlace[] {
  const annotations = child(child(csv, 'metadata'), 'annotations');
  return annotations === undefined ? [] : placeOf(annotations, 'containerImage');
}

function relatedImagePlaces(csv: JsonObject): ImagePlace[] {
  return objectsIn(child(csv, 'spec')?.['relatedImages']).flatMap((entry) => placeOf(entry, 'image'));
}

function containersOf(csv: JsonObject): JsonObject[] {
  const install = child(child(child(csv, 'spec'), 'install'), 'spec');
  return objectsIn(install?.['deployments']).flatMap((deployment) => {
    const pod = child(child(child(deployment, 'spec'), 'template'), 'spec');
    return [...objectsIn(pod?.['initContainers']), ...objectsIn(pod?.['containers'])];
  });
}

function containerPlaces(container: JsonObject): ImagePlace[] {
  const variables = objectsIn(container['env']).filter(
    ({ name, value }) =>
      typeof name === 'string' && imageVariable.test(name) && typeof value === 'string' && reference.test(value),
  );
  return [...placeOf(container, 'image'), ...variables.flatMap((variable) => placeOf(variable, 'value'))];
}

function repeatedPlaces(container: JsonObject, known: ReadonlySet<string>): ImagePlace[] {
  const variables = objectsIn(container['env']).filter(
    ({ name, value }) => typeof name === 'string' && !imageVariable.test(name) && known.has(String(value)),
  );
  const lists = [container['command'], container['args']].filter((list) => Array.isArray(list));
  const texts = lists.flatMap((list) => list.flatMap((_text, index) => argumentPlace(list, index, known)));
  return [...variables.flatMap((variable) => placeOf(variable, 'value')), ...texts];
}

function argumentPlace(list: Json[], index: number, known: ReadonlySet<string>): ImagePlace[] {
  const text = list[index];
  if (typeof text !== 'string') return [];
  const start = text.lastIndexOf('=') + 1;
  const image = text.slice(start);
  if (!known.has(image)) return [];
  const set = (changed: string) => {
    list[index] = text.slice(0, start) + changed;
  };
  return [{ image, set }];
}

function placeOf(object: JsonObject, field: string): ImagePlace[] {
  const image = object[field];
  if (typeof image !== 'string' || image === '') return [];
  const set = (changed: string) => {
    object[field] = changed;
  };
  return [{ image, set }];
}

function child(object: JsonObject | undefined, field: string): JsonObject | undefined {
  const value = object?.[field];
  return isJsonObject(value) ? value : undefined;
}

function objectsIn(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}
