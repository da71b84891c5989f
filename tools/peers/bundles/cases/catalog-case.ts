import type { Json } from '@violet/machinery';

/** A catalogue and, once it is recorded, what opm says about it. */
export interface CatalogCase {
  name: string;
  files: Record<string, string>;
  /** Syntax errors have words of their own in every parser: only that both refuse it is compared. */
  ownWords?: true;
}

export const olmPackage = (more: object = {}): Json => ({
  schema: 'olm.package',
  name: 'p',
  defaultChannel: 'stable',
  ...more,
});

export const channel = (entries: object[], more: object = {}): Json => ({
  schema: 'olm.channel',
  package: 'p',
  name: 'stable',
  entries: entries as Json,
  ...more,
});

const versions: Record<string, string> = { a: '1.0.0', b: '1.1.0', c: '1.2.0', d: '2.0.0' };

export const identity = (name: string, more: object = {}): Json => ({
  type: 'olm.package',
  value: { packageName: 'p', version: versions[name] ?? '9.0.0', ...more },
});

export const bundle = (name: string, more: object = {}): Json => ({
  schema: 'olm.bundle',
  package: 'p',
  name,
  image: `example.com/${name || 'none'}:1`,
  properties: [identity(name)],
  ...more,
});

export const caseOf = (name: string, documents: Json[]): CatalogCase => ({
  name,
  files: { 'catalog.json': documents.map((document) => JSON.stringify(document)).join('\n') },
});
