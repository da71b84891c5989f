import type { Schema } from '@violet/machinery';
import { planApiVersion, planKind } from './push-plan.ts';

const text: Schema = { type: 'string' };
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
    { registry: text, prefix: text, platform: text, destRepo: text },
    'prefix',
    'platform',
    'destRepo',
  ),
  settings: object(
    {
      clusters: listOf(text),
      targetCatalogSource: text,
      imagePullSecret: text,
      resetBundleVersion: flag,
      targetChartrepo: text,
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
        name: text,
        type: oneOf('bundle', 'plugin', 'chart'),
        version: text,
        contents: digest,
        outcome: oneOf('push', 'unchanged', 'refused'),
        sameAs: text,
        images: listOf(
          object(
            { image: text, digest, action: oneOf('push', 'present'), replaces: digest, requests: count },
            'replaces',
          ),
        ),
        objects: listOf(
          object(
            {
              cluster: text,
              kind: text,
              name: text,
              action: oneOf('create', 'update', 'unchanged'),
              replaces: text,
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
        repository: text,
        action: oneOf('send', 'mount', 'present'),
        from: text,
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
  clusters: listOf(object({ name: text, objects: counts('create', 'update', 'unchanged'), requests: count })),
});
