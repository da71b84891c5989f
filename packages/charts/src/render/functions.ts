import {
  Effects,
  type FunctionMap,
  type GoFunction,
  goFunction,
  goQuote,
  marshalJson,
  type SprigEnvironment,
  sprigFunctions,
  TemplateLimitError,
  type Value,
  varyingFunctions,
} from '@violet/gotemplate';
import type { JsonObject } from '@violet/machinery';
import { fromJson, fromJsonArray, fromYaml, fromYamlArray } from '../functions/from-text.ts';
import { holdsItself } from '../functions/holds-itself.ts';
import { toYaml } from '../functions/to-yaml.ts';
import { toYamlPretty } from '../functions/to-yaml-pretty.ts';
import { fromToml } from '../functions/toml/from-toml.ts';
import { toToml } from '../functions/toml/to-toml.ts';
import { TextMemo } from './text-memo.ts';

/** Asks a cluster for an object (or, without a name, a list); an empty object when there is none. */
export type Lookup = (apiVersion: string, kind: string, namespace: string, name: string) => JsonObject;

/** Around the text of `fail` and `required`, so that it can be told from what the engine says about it. */
export const warnStart = 'HELM_ERR_START';
export const warnEnd = 'HELM_ERR_END';

const maxRecursion = 1000;

/** What templates take from the world: clock, random source, cryptography. */
export type Environment = Partial<SprigEnvironment>;

const pureEnvironment: Environment = {};
const constant = new WeakMap<Environment, FunctionMap>();

/** What is the same in every run: sprig, less what reads the process, and Helm's conversions. */
export function constantFunctions(environment: Environment = pureEnvironment): FunctionMap {
  const known = constant.get(environment);
  if (known !== undefined) return known;
  const { env: _env, expandenv: _expandenv, ...sprig } = sprigFunctions(environment);
  const functions: FunctionMap = {
    ...sprig,
    toYamlPretty: goFunction(['any'], ([value]) => toYamlPretty(value)),
    fromYaml: goFunction(['string'], ([text]) => fromYaml(text)),
    fromYamlArray: goFunction(['string'], ([text]) => fromYamlArray(text)),
    toJson: goFunction(['any'], ([value]) => toJson(value)),
    fromJson: goFunction(['string'], ([text]) => fromJson(text)),
    fromJsonArray: goFunction(['string'], ([text]) => fromJsonArray(text)),
    toToml: goFunction(['any'], ([value]) => toToml(value)),
    fromToml: goFunction(['string'], ([text]) => fromToml(text)),
    required: goFunction(['string', 'any'], ([warning, value]) => required(warning, value)),
    fail: goFunction(['string'], ([message]) => {
      throw new Error(warnStart + message + warnEnd);
    }),
    getHostByName: goFunction(['string'], () => ''),
    ...runFunctions(new Effects(), undefined),
  };
  constant.set(environment, functions);
  return functions;
}

/** When authors check a chart, values that it requires may be missing. */
export const lintFunctions: FunctionMap = {
  required: goFunction(['string', 'any'], ([, value]) => (isMissing(value) ? '' : value)),
  fail: goFunction(['string'], () => ''),
};

/** What belongs to one run: how deep includes are nested, which texts are there already, the cluster that may be asked. */
export function runFunctions(effects: Effects, lookup: Lookup | undefined): FunctionMap {
  const memo = new TextMemo(effects);
  return {
    include: include(memo),
    tpl,
    toYaml: goFunction(['any'], ([value]) => memo.textOf(value, toYaml, () => toYaml(value))),
    ...(lookup === undefined ? noCluster : varyingFunctions({ lookup: lookupBy(lookup) })),
  };
}

function lookupBy(ask: Lookup): GoFunction {
  return goFunction(
    ['string', 'string', 'string', 'string'],
    ([apiVersion, kind, namespace, name]) => ask(apiVersion, kind, namespace, name) as Value,
  );
}

const noCluster: FunctionMap = { lookup: lookupBy(() => ({})) };

function include(memo: TextMemo): GoFunction {
  const nested = new Map<string, number>();
  return goFunction(['string', 'any'], ([name, data], execution) => {
    const depth = nested.get(name) ?? 0;
    if (depth > maxRecursion) {
      throw new Error(`rendering template has a nested reference name: ${name}: unable to execute template`);
    }
    const template = execution.template.lookup(name);
    if (template === undefined) {
      throw new Error(`template: no template ${JSON.stringify(name)} associated with template "gotpl"`);
    }
    return memo.textOf(data, template, () => {
      nested.set(name, depth + 1);
      try {
        return execution.render(template, data);
      } finally {
        nested.set(name, depth);
      }
    });
  });
}

/** The text becomes a template named like the root; what it defines is its own, what the chart defines it can use. */
const tpl = goFunction(['string', 'any'], ([text, data], execution) => {
  const set = execution.template.set.clone();
  let template: ReturnType<typeof set.parse>;
  try {
    template = set.parse('gotpl', text);
  } catch (error) {
    if (endsTheRun(error)) throw error;
    throw new Error(`cannot parse template ${goQuote(text)}: ${(error as Error).message}`, { cause: error });
  }
  try {
    return execution.render(template, data).replaceAll('<no value>', '');
  } catch (error) {
    if (endsTheRun(error)) throw error;
    throw new Error(`error during tpl function execution for ${goQuote(text)}: ${(error as Error).message}`, {
      cause: error,
    });
  }
});

/** A limit that was reached, or the stack: nothing that a template could have said differently. */
function endsTheRun(error: unknown): boolean {
  return error instanceof TemplateLimitError || error instanceof RangeError;
}

function required(warning: string, value: Value): Value {
  if (isMissing(value)) throw new Error(warnStart + warning + warnEnd);
  return value;
}

function isMissing(value: Value): boolean {
  return value === null || value === undefined || value === '';
}

function toJson(value: Value): string {
  try {
    return marshalJson(value);
  } catch (error) {
    if (endsTheRun(error) && !holdsItself(value)) throw error;
    return '';
  }
}
