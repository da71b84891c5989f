import { goQuote } from '@violet/gotemplate';
import { cloneJson, Failure, isJsonObject, type Json, type JsonObject, setMember } from '@violet/machinery';
import { goFormat } from '../text/go-format.ts';

const globalKey = 'global';

/** What coalescing needs to know of a chart. */
export interface ValuesTree {
  readonly metadata: { readonly name: string };
  readonly values: JsonObject;
  readonly dependencies: readonly ValuesTree[];
}

/** Hears of values that are passed over. */
export type Warn = (line: string) => void;

interface Mode {
  /** Null stays instead of deleting. */
  merge: boolean;
  warn: Warn;
}

const silent: Warn = () => undefined;

/**
 * A chart's values under the user's, as Helm coalesces them: the user wins, null deletes a default, each dependency
 * finds its own values under its name and the globals in them. The result shares nothing with the chart.
 */
export function coalesceValues(chart: ValuesTree, values: JsonObject, warn: Warn = silent): JsonObject {
  return coalesce(chart, cloneJson(values), '', { merge: false, warn });
}

/** The same, but null stays: what is merged is coalesced once more before templates see it. */
export function mergeValues(chart: ValuesTree, values: JsonObject, warn: Warn = silent): JsonObject {
  return coalesce(chart, cloneJson(values), '', { merge: true, warn });
}

function coalesce(chart: ValuesTree, target: JsonObject, prefix: string, mode: Mode): JsonObject {
  const path = join(prefix, chart.metadata.name);
  coalesceOwn(chart, target, path, mode);
  for (const child of chart.dependencies) {
    const name = child.metadata.name;
    const own = target[name] ?? (Object.hasOwn(target, name) ? null : {});
    if (!isJsonObject(own)) throw new Failure('Invalid', `type mismatch on ${name}: ${goFormat('%t', own)}`);
    coalesceGlobals(own, target, path, mode.warn);
    setMember(target, name, coalesce(child, own, path, mode));
  }
  return target;
}

function coalesceOwn(chart: ValuesTree, target: JsonObject, path: string, mode: Mode): void {
  const { values } = chart;
  for (const key of Object.keys(values)) {
    const fallback = values[key] ?? null;
    if (!Object.hasOwn(target, key)) {
      setMember(target, key, cloneJson(fallback));
      continue;
    }
    const value = target[key] ?? null;
    if (value === null && !mode.merge) delete target[key];
    else if (!isJsonObject(value)) continue;
    else if (isJsonObject(fallback)) {
      const merge = mode.merge || chart.dependencies.some((child) => child.metadata.name === key);
      coalesceTables(value, cloneJson(fallback), { ...mode, merge }, join(path, key));
    } else if (fallback !== null) {
      mode.warn(`warning: skipped value for ${path}.${key}: Not a table.`);
    }
  }
}

/** Globals flow down: the parent's win, tables are merged. */
function coalesceGlobals(target: JsonObject, source: JsonObject, path: string, warn: Warn): void {
  const own = globalsOf(target);
  const parents = globalsOf(source);
  if (!isJsonObject(own) || !isJsonObject(parents)) {
    const side = isJsonObject(own) ? 'source' : 'destination';
    warn(`warning: skipping globals because ${side} ${globalKey} is not a table.`);
    return;
  }
  for (const key of Object.keys(parents)) {
    const value = parents[key] ?? null;
    const existing = Object.hasOwn(own, key) ? own[key] : undefined;
    if (!isJsonObject(value)) {
      if (isJsonObject(existing)) warn(`key ${key} is table. Skipping`);
      else setMember(own, key, value);
    } else if (existing === undefined) {
      setMember(own, key, { ...value });
    } else if (isJsonObject(existing)) {
      setMember(own, key, coalesceTables({ ...value }, existing, { merge: true, warn }, join(path, key)));
    } else {
      warn(`Conflict: cannot merge map onto non-map for ${goQuote(key)}. Skipping.`);
    }
  }
  target[globalKey] = own;
}

function globalsOf(values: JsonObject): Json {
  return values[globalKey] ?? (Object.hasOwn(values, globalKey) ? null : {});
}

/** Null stays in what two dependencies export and in what a chart imports. */
export function mergeTables(target: JsonObject, source: JsonObject, warn: Warn): JsonObject {
  return coalesceTables(target, source, { merge: true, warn }, '');
}

/** Fills `target` from `source`, whose tables it takes over and which it changes. */
function coalesceTables(target: JsonObject, source: JsonObject, mode: Mode, path: string): JsonObject {
  const hadValue = new Set(Object.keys(source).filter((key) => source[key] !== null));
  for (const key of Object.keys(target)) if (target[key] === null) setMember<Json>(source, key, null);
  for (const key of Object.keys(source)) {
    const fallback = source[key] ?? null;
    const value = target[key];
    if (!Object.hasOwn(target, key)) setMember(target, key, fallback);
    else if (!mode.merge && value === null && hadValue.has(key)) delete target[key];
    else if (isJsonObject(value)) coalesceTable(value, fallback, mode, join(path, key));
    else if (isJsonObject(fallback)) {
      mode.warn(`warning: cannot overwrite table with non table for ${join(path, key)} (${goFormat('%v', fallback)})`);
    }
  }
  return target;
}

function coalesceTable(target: JsonObject, fallback: Json, mode: Mode, path: string): void {
  if (isJsonObject(fallback)) coalesceTables(target, fallback, mode, path);
  else if (fallback !== null) {
    mode.warn(`warning: destination for ${path} is a table. Ignoring non-table value (${goFormat('%v', fallback)})`);
  }
}

function join(prefix: string, name: string): string {
  return prefix === '' ? name : `${prefix}.${name}`;
}
