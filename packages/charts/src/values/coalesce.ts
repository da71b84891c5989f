import { cloneJson, Failure, isJsonObject, type Json, type JsonObject } from '@violet/machinery';
import type { Chart } from '../chart/chart.ts';
import { setMember } from '../yaml/value.ts';

const globalKey = 'global';

/**
 * A chart's values under the user's, as Helm coalesces them: the user wins, null deletes a default, each dependency
 * finds its own values under its name and the globals in them. The result shares nothing with the chart.
 */
export function coalesceValues(chart: Chart, values: JsonObject): JsonObject {
  return coalesce(chart, cloneJson(values), false);
}

/** The same, but null stays: what is merged is coalesced once more before templates see it. */
export function mergeValues(chart: Chart, values: JsonObject): JsonObject {
  return coalesce(chart, cloneJson(values), true);
}

function coalesce(chart: Chart, target: JsonObject, merge: boolean): JsonObject {
  coalesceOwn(chart, target, merge);
  for (const child of chart.dependencies) {
    const name = child.metadata.name;
    const own = target[name] ?? (Object.hasOwn(target, name) ? null : {});
    if (!isJsonObject(own)) {
      throw new Failure('Invalid', `type mismatch on ${name}: values of a dependency must be a map`);
    }
    coalesceGlobals(own, target);
    setMember(target, name, coalesce(child, own, merge));
  }
  return target;
}

function coalesceOwn(chart: Chart, target: JsonObject, merge: boolean): void {
  const defaults = cloneJson(chart.values);
  for (const key of Object.keys(defaults)) {
    const fallback = defaults[key] ?? null;
    if (!Object.hasOwn(target, key)) {
      setMember(target, key, fallback);
      continue;
    }
    const value = target[key] ?? null;
    if (value === null && !merge) delete target[key];
    else if (isJsonObject(value) && isJsonObject(fallback)) {
      const isChild = chart.dependencies.some((child) => child.metadata.name === key);
      coalesceTables(value, fallback, merge || isChild);
    }
  }
}

/** Globals flow down: the parent's win, tables are merged. */
function coalesceGlobals(target: JsonObject, source: JsonObject): void {
  const own = target[globalKey] ?? (Object.hasOwn(target, globalKey) ? null : {});
  const parents = source[globalKey] ?? (Object.hasOwn(source, globalKey) ? null : {});
  if (!isJsonObject(own) || !isJsonObject(parents)) return;
  for (const key of Object.keys(parents)) {
    const value = parents[key] ?? null;
    const existing = own[key];
    if (isJsonObject(value)) {
      if (!Object.hasOwn(own, key)) setMember(own, key, { ...value });
      else if (isJsonObject(existing)) setMember(own, key, coalesceTables({ ...value }, existing, true));
    } else if (!isJsonObject(existing)) {
      setMember(own, key, value);
    }
  }
  target[globalKey] = own;
}

/** Fills `target` from `source`, whose tables it takes over; with `merge`, null stays instead of deleting. */
export function coalesceTables(target: JsonObject, source: JsonObject, merge: boolean): JsonObject {
  const hadValue = new Set(Object.keys(source).filter((key) => source[key] !== null));
  for (const key of Object.keys(target)) if (target[key] === null) setMember<Json>(source, key, null);
  for (const key of Object.keys(source)) {
    const fallback = source[key] ?? null;
    const value = target[key];
    if (Object.hasOwn(target, key) && !merge && value === null && hadValue.has(key)) delete target[key];
    else if (!Object.hasOwn(target, key)) setMember(target, key, fallback);
    else if (isJsonObject(fallback) && isJsonObject(value)) coalesceTables(value, fallback, merge);
  }
  return target;
}
