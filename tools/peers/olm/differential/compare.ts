import { isJsonObject, type Json, type JsonObject } from '@violet/machinery';

export interface Difference {
  /** `Deployment/web`. */
  object: string;
  /** `spec.template.metadata.labels`. */
  path: string;
  upstream: Json | undefined;
  violet: Json | undefined;
}

export function compare(
  upstream: ReadonlyMap<string, JsonObject>,
  violet: ReadonlyMap<string, JsonObject>,
): Difference[] {
  const names = [...new Set([...upstream.keys(), ...violet.keys()])].sort();
  return names.flatMap((object) => {
    const [theirs, ours] = [upstream.get(object), violet.get(object)];
    if (theirs !== undefined && ours !== undefined) return below(object, '', theirs, ours);
    return [
      {
        object,
        path: '',
        upstream: theirs === undefined ? undefined : '<there>',
        violet: ours === undefined ? undefined : '<there>',
      },
    ];
  });
}

function below(object: string, path: string, upstream: Json | undefined, violet: Json | undefined): Difference[] {
  if (Object.isFrozen(upstream) && Object.isFrozen(violet) && textOf(upstream) === textOf(violet)) return [];
  if (isJsonObject(upstream) && isJsonObject(violet)) {
    const names = [...new Set([...Object.keys(upstream), ...Object.keys(violet)])].sort();
    return names.flatMap((name) => below(object, path === '' ? name : `${path}.${name}`, upstream[name], violet[name]));
  }
  if (Array.isArray(upstream) && Array.isArray(violet) && upstream.length === violet.length)
    return upstream.flatMap((item, index) => below(object, `${path}[${index}]`, item, violet[index]));
  return JSON.stringify(upstream) === JSON.stringify(violet) ? [] : [{ object, path, upstream, violet }];
}

const texts = new WeakMap<object, string>();

/** What is frozen is compared again and again: it is written out once. */
function textOf(value: Json | undefined): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  const text = texts.get(value) ?? JSON.stringify(value);
  texts.set(value, text);
  return text;
}

export function print({ object, path, upstream, violet }: Difference): string {
  const cut = (value: Json | undefined) => (JSON.stringify(value) ?? 'nothing').slice(0, 2000);
  return `${object} ${path}\n    upstream: ${cut(upstream)}\n    violet:   ${cut(violet)}`;
}
