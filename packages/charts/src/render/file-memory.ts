import type { Limits, TemplateSet } from '@violet/gotemplate';
import type { ChartFile, ChartMetadata } from '../chart/chart.ts';
import { sameValues } from '../values/same-values.ts';
import type { Capabilities } from './capabilities.ts';
import type { ReleaseOptions } from './objects.ts';
import type { ChartScope, TemplateFile } from './templates.ts';

/** What all files of a run depend on beside what their own chart gives them. */
export interface RunConditions {
  release: ReleaseOptions;
  capabilities: Capabilities;
  limits: Partial<Limits> | undefined;
  strict: boolean;
  lint: boolean;
  /** Without a cluster, what `lookup` answers is known. */
  mayAsk: boolean;
}

/** What the files of one chart were made from. */
interface Given {
  path: string;
  isRoot: boolean;
  metadata: Omit<ChartMetadata, 'dependencies'>;
  files: readonly ChartFile[];
  values: unknown;
  dependencies: Given[];
}

interface MadeFile {
  text: string;
  from: Given;
}

interface LastRun {
  set: TemplateSet;
  conditions: RunConditions;
  root: Given;
  files: ReadonlyMap<string, MadeFile>;
}

/** In characters, of all files of a chart: beyond that, none is kept. */
const mostKept = 16 * 1024 * 1024;

/**
 * The texts that a chart's files became in its last render, to be given again where nothing can be another: the same
 * templates, release and cluster, and of the file's own chart the same values. Whoever runs the files says of each text
 * whether anything else went into it.
 */
export class FileMemory {
  #last: LastRun | undefined;

  begin(set: TemplateSet, root: ChartScope, conditions: RunConditions): RunMemory {
    const last = this.#last;
    const isComparable = last?.set === set && sameValues(conditions, last.conditions);
    const given = new Map<ChartScope, Given>();
    const before = isComparable ? last : undefined;
    const givenRoot = giveOnce(root, before?.root, new Map(), given);
    return new RunMemory(given, before?.files ?? new Map(), (files) => {
      this.#last = { set, conditions: before?.conditions ?? structuredClone(conditions), root: givenRoot, files };
    });
  }
}

/** What of one run is known, and what is to be known for the next one. */
export class RunMemory {
  readonly #given: ReadonlyMap<ChartScope, Given>;
  readonly #known: ReadonlyMap<string, MadeFile>;
  readonly #keep: (files: ReadonlyMap<string, MadeFile>) => void;
  readonly #made = new Map<string, MadeFile>();
  #size = 0;

  constructor(
    given: ReadonlyMap<ChartScope, Given>,
    known: ReadonlyMap<string, MadeFile>,
    keep: (files: ReadonlyMap<string, MadeFile>) => void,
  ) {
    this.#given = given;
    this.#known = known;
    this.#keep = keep;
  }

  /** The text that a file would become; only as long as no values were changed by templates. */
  find({ path, scope }: TemplateFile): string | undefined {
    const known = this.#known.get(path);
    return known !== undefined && known.from === this.#given.get(scope) ? known.text : undefined;
  }

  /** For a text into which nothing went but what its chart gave. */
  add({ path, scope }: TemplateFile, text: string): void {
    const from = this.#given.get(scope);
    if (from === undefined) return;
    this.#made.set(path, { text, from });
    this.#size += text.length;
  }

  /** For a run that changed no values: they are the ones to compare with the next time. */
  end(): void {
    if (this.#size <= mostKept) this.#keep(this.#made);
  }
}

/** What a chart is given: the same object as before if it is the same, which its dependencies can be without it. */
function giveOnce(
  scope: ChartScope,
  before: Given | undefined,
  same: Map<unknown, unknown>,
  given: Map<ChartScope, Given>,
): Given {
  const { path, isRoot, metadata, files } = scope.chart;
  const { values } = scope;
  const dependencies = scope.dependencies.map((child, at) => giveOnce(child, before?.dependencies[at], same, given));
  const now: Given = { path, isRoot, metadata, files, values, dependencies };
  const isSame = before !== undefined && isSameGiven(now, before, same);
  if (isSame) same.set(values, before.values);
  const result = isSame ? before : now;
  given.set(scope, result);
  return result;
}

function isSameGiven(now: Given, before: Given, same: ReadonlyMap<unknown, unknown>): boolean {
  return (
    now.path === before.path &&
    now.isRoot === before.isRoot &&
    now.files === before.files &&
    now.dependencies.length === before.dependencies.length &&
    now.dependencies.every((child, at) => child === before.dependencies[at]) &&
    sameValues(now.metadata, before.metadata) &&
    sameValues(now.values, before.values, same)
  );
}
