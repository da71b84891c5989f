import {
  Effects,
  type ExecuteOptions,
  type FunctionMap,
  fromBytes,
  type Limits,
  TemplateError,
  TemplateSet,
} from '@violet/gotemplate';
import { Failure } from '@violet/machinery';
import type { Chart } from '../chart/chart.ts';
import { basePath } from '../chart/clean-path.ts';
import {
  constantFunctions,
  type Environment,
  type Lookup,
  lintFunctions,
  runFunctions,
  warnEnd,
  warnStart,
} from './functions.ts';
import { valuesValue } from './objects.ts';
import type { TemplateFile } from './templates.ts';

/** Templates parsed once per chart, functions and set of files: aliases and disabled dependencies change the set. */
const parsed = new WeakMap<Chart, WeakMap<FunctionMap, ParsedFiles[]>>();

/** Of one chart: values choose its dependencies, and there are as many sets as choices. */
const setsKept = 8;

type FileText = Pick<TemplateFile, 'path' | 'data'>;

interface ParsedFiles {
  files: readonly FileText[];
  set: TemplateSet;
}

export interface EngineOptions {
  environment?: Environment | undefined;
  lookup?: Lookup | undefined;
  limits?: Partial<Limits> | undefined;
  /** A key that a map lacks is an error. */
  strict?: boolean | undefined;
  /** `required` and `fail` do not fail. */
  lint?: boolean | undefined;
}

/**
 * Runs every template that is no partial; the result maps its path to its text. `root` is the chart that was read: what
 * it parsed to is kept with it. Throws a Failure of code Invalid with Helm's words.
 */
export function runTemplates(
  root: Chart,
  files: readonly TemplateFile[],
  options: EngineOptions = {},
): Map<string, string> {
  const parsedSet = parseAll(root, files, constantFunctions(options.environment));
  const set = options.strict === true ? parsedSet.clone({ ...parsedSet.options, missingKey: 'error' }) : parsedSet;
  const effects = new Effects();
  const execution: ExecuteOptions = {
    effects,
    functions: { ...runFunctions(effects, options.lookup), ...(options.lint === true ? lintFunctions : {}) },
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  };
  const rendered = new Map<string, string>();
  for (const file of files) {
    if (basePath(file.path).startsWith('_')) continue;
    nameTemplate(file, effects);
    rendered.set(file.path, run(set, file, execution).replaceAll('<no value>', ''));
  }
  return rendered;
}

/** `.Template` is another one in every file: what has read it holds in this file only. */
function nameTemplate({ path, basePath, scope }: TemplateFile, effects: Effects): void {
  const template = valuesValue({ Name: path, BasePath: basePath });
  const plain = { enumerable: true, configurable: true };
  // What was read while there was none, or one of a template's own making, has not been noted as varying.
  if (Object.getOwnPropertyDescriptor(scope, 'Template')?.get === undefined) effects.note('changes');
  Object.defineProperty(scope, 'Template', {
    ...plain,
    get: () => {
      effects.note('varies');
      return template;
    },
    set: (value) => Object.defineProperty(scope, 'Template', { ...plain, writable: true, value }),
  });
}

function parseAll(root: Chart, files: readonly TemplateFile[], functions: FunctionMap): TemplateSet {
  const sets = setsOf(root, functions);
  const known = sets.find((one) => isSame(one.files, files));
  if (known !== undefined) return known.set;
  const set = new TemplateSet({ functions, missingKey: 'zero' });
  for (const file of files) {
    try {
      set.parse(file.path, fromBytes(file.data));
    } catch (error) {
      throw new Failure('Invalid', parseMessage(file.path, error as Error), { cause: error });
    }
  }
  sets.push({ files: files.map(({ path, data }) => ({ path, data })), set });
  if (sets.length > setsKept) sets.shift();
  return set;
}

function isSame(left: readonly FileText[], right: readonly FileText[]): boolean {
  if (left.length !== right.length) return false;
  return left.every(({ path, data }, index) => path === right[index]?.path && data === right[index]?.data);
}

function setsOf(root: Chart, functions: FunctionMap): ParsedFiles[] {
  const byFunctions = parsed.get(root) ?? new WeakMap<FunctionMap, ParsedFiles[]>();
  parsed.set(root, byFunctions);
  const sets = byFunctions.get(functions) ?? [];
  byFunctions.set(functions, sets);
  return sets;
}

function run(set: TemplateSet, file: TemplateFile, options: ExecuteOptions): string {
  // A file of nothing but definitions and comments has no body.
  const template = set.lookup(file.path);
  if (template === undefined) return '';
  try {
    return template.execute(file.dot, options);
  } catch (error) {
    throw new Failure('Invalid', executionMessage(file.path, error as Error), { cause: error });
  }
}

/** Helm keeps the place and the last of Go's chain of messages. */
function parseMessage(path: string, error: Error): string {
  const tokens = error.message.split(': ');
  if (tokens.length === 1) return `parse error in (${path}): ${error.message}`;
  return `parse error at (${tokens[1]}): ${tokens.at(-1)}`;
}

/** What `fail` and `required` say is shown alone, with the place where the file went wrong. */
function executionMessage(path: string, error: Error): string {
  if (!(error instanceof TemplateError)) return error.message;
  const first = error.message.indexOf(': ');
  const second = error.message.indexOf(': ', first + 2);
  if (first < 0 || second < 0) return `execution error in (${path}): ${error.message}`;
  const rest = error.message.slice(second + 2);
  const start = rest.indexOf(warnStart);
  const end = rest.lastIndexOf(warnEnd);
  if (start < 0 || end < start + warnStart.length) return error.message;
  return `execution error at (${error.message.slice(first + 2, second)}): ${rest.slice(start + warnStart.length, end)}`;
}
