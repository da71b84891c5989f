import { parseAllDocuments, stringify } from 'yaml';
import { Failure } from './failure.ts';
import type { Json } from './json.ts';

export interface YamlLimits {
  /** Characters of text; default 16 Mi. */
  maxLength?: number;
  /** Alias expansions, against "billion laughs"; default 100. */
  maxAliasCount?: number;
}

/**
 * Reads one YAML document as Kubernetes does (YAML 1.1: `yes` is true, `<<` merges, timestamps stay text).
 * An empty document is null. Throws a BadRequest failure that names `source` and the line.
 */
export function parseYaml(text: string, source = 'YAML', limits: YamlLimits = {}): Json {
  const documents = parseYamlDocuments(text, source, limits);
  if (documents.length > 1)
    throw new Failure('BadRequest', `${source}: expected one YAML document, found ${documents.length}`);
  return documents[0] ?? null;
}

/** Reads a stream of documents separated by `---`; empty ones are left out. */
export function parseYamlDocuments(text: string, source = 'YAML', limits: YamlLimits = {}): Json[] {
  if (text.length > (limits.maxLength ?? 16 * 1024 * 1024))
    throw new Failure('RequestEntityTooLarge', `${source}: too long`);
  const documents = parseAllDocuments(text, {
    version: '1.1',
    schema: 'yaml-1.1',
    customTags: (tags) =>
      tags.filter((tag) => typeof tag === 'string' || !('tag' in tag) || tag.tag !== 'tag:yaml.org,2002:timestamp'),
    prettyErrors: true,
    uniqueKeys: true,
    logLevel: 'silent',
  });
  const values: Json[] = [];
  for (const document of Array.isArray(documents) ? documents : []) {
    const [error] = document.errors;
    if (error !== undefined) {
      throw new Failure('BadRequest', `${source}: ${error.message.split('\n')[0]?.replace(/:$/, '')}`, {
        cause: error,
      });
    }
    try {
      const value = document.toJS({ maxAliasCount: limits.maxAliasCount ?? 100 }) as Json | undefined;
      if (value !== null && value !== undefined) values.push(value);
    } catch (cause) {
      throw new Failure('BadRequest', `${source}: ${(cause as Error).message}`, { cause });
    }
  }
  return values;
}

/** Prints a value for people to read and for YAML 1.1 readers to read back; keys keep their order. */
export function printYaml(value: unknown): string {
  return stringify(value, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false });
}
