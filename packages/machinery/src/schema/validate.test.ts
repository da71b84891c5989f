import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FailureCause } from '../failure.ts';
import { cloneJson, type Json } from '../json.ts';
import { parseYamlDocuments } from '../yaml/yaml.ts';
import { applyDefaults } from './defaults.ts';
import { prepareSchema } from './prepare.ts';
import { pruneUnknownFields } from './prune.ts';
import type { Schema } from './schema.ts';
import { checkStructural } from './structural.ts';
import { validateObject } from './validate.ts';

interface Case {
  name: string;
  schema: Schema;
  object: Json;
  old?: Json;
  pruned: string[];
  defaulted: Json;
  problems: string[];
}

function casesIn(file: string): Case[] {
  const text = readFileSync(new URL(`../../testdata/${file}`, import.meta.url), 'utf8');
  return parseYamlDocuments(text, file) as unknown as Case[];
}

/** Upstream walks Go maps, so its order says nothing. */
function printed(causes: FailureCause[]): string[] {
  return causes.map((cause) => `${cause.field}: ${cause.message}`).sort();
}

describe('an object against the schema of its kind is judged as kube-apiserver judges it', () => {
  it.each(casesIn('objects.yaml'))('$name', async ({ schema, object, old, ...expected }) => {
    expect(checkStructural(schema)).toEqual([]);
    expect(await prepareSchema(schema)).toEqual([]);

    const subject = cloneJson(object);
    expect(pruneUnknownFields(schema, subject)).toEqual(expected.pruned);
    applyDefaults(schema, subject);

    expect(subject).toEqual(expected.defaulted);
    expect(printed(validateObject(schema, subject, old))).toEqual([...expected.problems].sort());
  });
});

describe('a schema that is not structural is refused as kube-apiserver refuses it', () => {
  it.each(casesIn('structural.yaml'))('$name', ({ schema, problems }) => {
    expect(printed(checkStructural(schema))).toEqual([...problems].sort());
  });
});
