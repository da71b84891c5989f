import type { Schema } from '@violet/machinery';
import { planApiVersion, planKind } from './push-plan.ts';

/** Of people and of file systems. */
const text: Schema = { type: 'string' };
/** Addresses and names are printed: none of them can end a line, or turn its letters round. */
const line: Schema = {
  type: 'string',
  // What may be there, by the characters themselves: how others are escaped differs between the languages of patterns.
  pattern: '^[ -~\u00a1-\u2027\u2030-\u205e\u2070-\ufffd]*$',
};
const flag: Schema = { type: 'boolean' };
const digest: Schema = { type: 'string', pattern: '^(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$' };
const count: Schema = { type: 'integer', minimum: 0 };
const listOf = (items: Schema): Schema => ({ type: 'array', items });
const oneOf = (...values: string[]): Schema => ({ type: 'string', enum: values });

/** All properties are required but the ones that are named. */
function object(properties: Record<string, Schema>, ...optional: string[]): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', properties, required };
}

const counts = (...names: string[]): Schema => object(Object.fromEntries(names.map((name) => [name, count])));

/** The form of a push plan. */
export const planSchema: Schema = object({
  apiVersion: oneOf(planApiVersion),
  kind: oneOf(planKind),
  destination: object(
    { registry: line, prefix: line, platform: line, destRepo: line },
    'prefix',
    'platform',
    'destRepo',
  ),
  settings: object(
    {
      clusters: listOf(line),
      targetCatalogSource: line,
      imagePullSecret: line,
      resetBundleVersion: flag,
      targetChartrepo: line,
      skipCrs: flag,
      skipPush: flag,
      force: flag,
    },
    'targetCatalogSource',
    'imagePullSecret',
  ),
  packages: listOf(
    object(
      {
        path: text,
        name: line,
        type: oneOf('bundle', 'plugin', 'chart'),
        version: line,
        contents: digest,
        outcome: oneOf('push', 'unchanged', 'refused'),
        sameAs: text,
        images: listOf(
          object(
            { image: line, digest, action: oneOf('push', 'present'), replaces: digest, requests: count },
            'replaces',
          ),
        ),
        objects: listOf(
          object(
            {
              cluster: line,
              kind: line,
              name: line,
              action: oneOf('create', 'update', 'unchanged'),
              replaces: line,
              requests: count,
            },
            'replaces',
          ),
        ),
        error: object({ code: text, message: text, hint: text }, 'hint'),
      },
      'contents',
      'sameAs',
      'error',
    ),
  ),
  blobs: listOf(
    object(
      {
        digest,
        size: count,
        repository: line,
        action: oneOf('send', 'mount', 'present'),
        from: line,
        continuesAt: count,
        requests: count,
      },
      'from',
      'continuesAt',
    ),
  ),
  registry: object({
    bytes: count,
    requests: count,
    images: counts('push', 'present'),
    blobs: counts('send', 'mount', 'present'),
  }),
  clusters: listOf(object({ name: line, objects: counts('create', 'update', 'unchanged'), requests: count })),
});
