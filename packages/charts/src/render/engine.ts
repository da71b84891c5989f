import {
  Effects,
  type ExecuteOptions,
  type FunctionMap,
  fromBytes,
  type Limits,
  type PlainMap,
  TemplateError,
  TemplateSet,
} from '@violet/gotemplate';
import { Failure } from '@violet/machinery';
import type { Chart } from '../chart/chart.ts';
import { basePath } from '../chart/clean-path.ts';
import type { FileMemory, RunConditions, RunMemory } from './file-memory.ts';
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
import { SharedMaps } from './shared-maps.ts';
import type { ChartScope, CollectedTemplates, TemplateFile } from './templates.ts';

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
  /** Of the chart's last run, and what this one has to have in common with it beside its options. */
  last?: { memory: FileMemory } & Pick<RunConditions, 'release' | 'capabilities'>;
}

/**
 * Runs every template that is no partial; the result maps its path to its text. `root` is the chart that was read: what
 * it parsed to is kept with it. Throws a Failure of code Invalid with Helm's words.
 */
export function runTemplates(
  root: Chart,
  { scope, files }: CollectedTemplates,
  options: EngineOptions = {},
): Map<string, string> {
  const parsedSet = parseAll(root, files, constantFunctions(options.environment));
  const set = options.strict === true ? parsedSet.clone({ ...parsedSet.options, missingKey: 'error' }) : parsedSet;
  const run = new TemplateRun(set, scope, options);
  const memory = beginMemory(parsedSet, scope, options);
  const rendered = new Map<string, string>();
  for (const file of files) {
    if (!basePath(file.path).startsWith('_')) rendered.set(file.path, run.textOf(file, memory));
  }
  if (!run.hasChangedShared) memory?.end();
  return rendered;
}

function beginMemory(set: TemplateSet, scope: ChartScope, options: EngineOptions): RunMemory | undefined {
  const { last, limits, strict = false, lint = false, lookup } = options;
  if (last === undefined) return undefined;
  const { memory, release, capabilities } = last;
  return memory.begin(set, scope, { release, capabilities, limits, strict, lint, mayAsk: lookup !== undefined });
}

/** The files of a chart being run, one after the other. */
class TemplateRun {
  readonly #set: TemplateSet;
  readonly #shared: SharedMaps;
  readonly #effects: Effects;
  readonly #execution: ExecuteOptions;

  constructor(set: TemplateSet, scope: ChartScope, { lookup, lint = false, limits }: EngineOptions) {
    this.#set = set;
    this.#shared = new SharedMaps(scope);
    this.#effects = new Effects((map) => this.#shared.has(map));
    this.#execution = {
      effects: this.#effects,
      functions: { ...runFunctions(this.#effects, lookup), ...(lint ? lintFunctions : {}) },
      ...(limits === undefined ? {} : { limits }),
    };
  }

  /** Whether templates see other values now than they were given. */
  get hasChangedShared(): boolean {
    return this.#effects.hasChangedShared;
  }

  /** What a file becomes, be it known from before. */
  textOf(file: TemplateFile, memory: RunMemory | undefined): string {
    const effects = this.#effects;
    const name = this.#nameTemplate(file);
    const known = this.hasChangedShared ? undefined : memory?.find(file);
    const before = effects.varying;
    const text = known ?? execute(this.#set, file, this.#execution).replaceAll('<no value>', '');
    const isCertain = effects.varying === before + name.reads;
    if (isCertain) memory?.add(file, text);
    return text;
  }

  /** `.Template` is another one in every file: what has read it holds in this file only. */
  #nameTemplate({ path, basePath, scope: { entries } }: TemplateFile): { reads: number } {
    const effects = this.#effects;
    const name = { reads: 0 };
    const map: PlainMap = { Name: path, BasePath: basePath };
    this.#shared.add(map);
    const template = valuesValue(map);
    const plain = { enumerable: true, configurable: true };
    // What was read while there was none, or one of a template's own making, has not been noted as varying.
    if (Object.getOwnPropertyDescriptor(entries, 'Template')?.get === undefined) effects.changes += 1;
    Object.defineProperty(entries, 'Template', {
      ...plain,
      get: () => {
        effects.varying += 1;
        name.reads += 1;
        return template;
      },
      set: (value) => Object.defineProperty(entries, 'Template', { ...plain, writable: true, value }),
    });
    return name;
  }
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

function execute(set: TemplateSet, file: TemplateFile, options: ExecuteOptions): string {
  // A file of nothing but definitions and comments has no body.
  const template = set.lookup(file.path);
  if (template === undefined) return '';
  try {
    return template.execute(file.scope.dot, options);
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
