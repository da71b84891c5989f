import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isFailure } from '../failure.ts';
import type { Json, JsonObject } from '../json.ts';
import type { KubernetesObject, ManagedFieldsEntry } from '../object.ts';
import type { Schema } from '../schema/schema.ts';
import { applyPatch } from './apply-patch.ts';
import { updateManagedFields } from './update-managed-fields.ts';

interface Step {
  operation: 'Apply' | 'Update';
  manager: string;
  force?: boolean;
  subresource?: string;
  resetFields?: string[][];
  object: KubernetesObject;
}

interface Result {
  object?: KubernetesObject;
  error?: string;
  causes?: { field: string; message: string }[];
}

interface Case {
  schema: Schema;
  steps: Step[];
  results: Result[];
}

const cases = JSON.parse(readFileSync(new URL('./testdata/managed-fields.json', import.meta.url), 'utf8')) as Case[];
const now = new Date('2023-11-14T22:13:20Z');

function run(schema: Schema, live: KubernetesObject | undefined, step: Step): KubernetesObject {
  const writer = {
    manager: step.manager,
    apiVersion: 'example.com/v1',
    now,
    ...(step.subresource === undefined ? {} : { subresource: step.subresource }),
    ...(step.resetFields === undefined ? {} : { resetFields: step.resetFields }),
  };
  if (step.operation === 'Update') {
    const managedFields = updateManagedFields({ ...writer, schema, live: live ?? {}, updated: step.object });
    return withManagedFields(step.object, managedFields);
  }
  const request = { ...writer, schema, applied: step.object, force: step.force === true };
  const { object, managedFields } = applyPatch(live === undefined ? request : { ...request, live });
  return withManagedFields(object, managedFields);
}

function withManagedFields(object: KubernetesObject, managedFields: ManagedFieldsEntry[]): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, managedFields } };
}

/** Order and times of entries are the clock's; nulls in metadata say the same as nothing. */
function comparable(object: KubernetesObject): Json {
  const { managedFields = [], uid: _, ...metadata } = object.metadata;
  const entries = managedFields.map(({ time: _, ...entry }) => JSON.stringify(sorted(entry as unknown as Json))).sort();
  const filled = Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== null));
  return sorted({ ...object, metadata: { ...filled, managedFields: entries } } as unknown as Json);
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort()
      .map(([key, member]) => [key, sorted(member)]),
  ) as JsonObject;
}

describe('managed fields', () => {
  it.each(cases.map((item, index) => [index, item] as const))('are those of upstream in case %i', (_, item) => {
    let live: KubernetesObject | undefined;
    for (const [index, step] of item.steps.entries()) {
      const expected = item.results[index] ?? {};
      let actual: KubernetesObject | undefined;
      let failure: unknown;
      try {
        actual = run(item.schema, live, step);
      } catch (error) {
        failure = error;
      }
      if (expected.error !== undefined) {
        const isUpdate = step.operation === 'Update';
        // Upstream logs what an update's fields fail with and stores the object all the same.
        if (!isUpdate) expect(isFailure(failure), `step ${index} fails: ${expected.error}`).toBe(true);
        if (expected.causes !== undefined) expect(summaryOf(failure)).toEqual(expected.error.split('\n').sort());
        continue;
      }
      if (failure !== undefined) throw failure;
      if (actual === undefined || expected.object === undefined) throw new Error('no object');
      expect(comparable(actual), `step ${index}`).toEqual(comparable(expected.object));
      live = expected.object;
    }
  });
});

function summaryOf(failure: unknown): string[] {
  return failure instanceof Error ? failure.message.split('\n').sort() : [];
}
