import { cloneJson, type JsonObject } from '@violet/machinery';
import { imagePlaces } from './image-places.ts';

/** Every image that a CSV names, each once, in the order of its places. What says where the operator itself is comes first. */
export function imagesOfCsv(csv: JsonObject): string[] {
  return [...new Set(imagePlaces(csv).map(({ image }) => image))];
}

/** The CSV with every image replaced by what `relocate` makes of it. */
export function relocateCsv(csv: JsonObject, relocate: (image: string) => string): JsonObject {
  const copy = cloneJson(csv);
  for (const { image, set } of imagePlaces(copy)) set(relocate(image));
  return copy;
}
