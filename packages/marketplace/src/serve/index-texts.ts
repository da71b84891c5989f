import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type Chart, labels } from '@violet/api';
import { printChartEntries, printIndex } from '@violet/charts';
import type { ResourceCache } from '@violet/kube';
import type { Stored } from '@violet/machinery';
import type { RepositoryPlace } from '../place.ts';
import { indexEntryOf } from '../stored-entry.ts';

/** index.yaml as it is sent. */
export interface IndexText {
  text: Buffer;
  gzipped: Buffer;
  /** Weak: says which charts it has, not when it was made. */
  etag: string;
}

interface Part {
  name: string;
  text: string;
}

const byRepository = 'repository';
/** Charts that are printed before others have their turn. */
const printedAtOnce = 50;
const zip = promisify(gzip);

/** The index of every repository, printed when it is asked for and kept until a Chart of it changes. */
export class IndexTexts {
  readonly #charts: ResourceCache<Chart>;
  readonly #now: () => Date;
  readonly #texts = new Map<string, Promise<IndexText>>();
  /** What one Chart prints to; objects of the cache never change. */
  readonly #parts = new WeakMap<Stored<Chart>, Part>();
  readonly stop: () => void;

  constructor(charts: ResourceCache<Chart>, now: () => Date) {
    this.#charts = charts;
    this.#now = now;
    charts.addIndex(byRepository, (chart) => [repositoryOf(chart)]);
    this.stop = charts.subscribe((change) => {
      this.#texts.delete(repositoryOf(change.object));
      if (change.type === 'changed') this.#texts.delete(repositoryOf(change.previous));
    });
  }

  of({ namespace, repo }: RepositoryPlace): Promise<IndexText> {
    const key = `${namespace}/${repo}`;
    const known = this.#texts.get(key);
    if (known !== undefined) return known;
    const made = this.#print(key);
    this.#texts.set(key, made);
    made.catch(() => this.#texts.delete(key));
    return made;
  }

  async #print(key: string): Promise<IndexText> {
    const parts = new Map<string, string>();
    for (const [index, chart] of this.#charts.byIndex(byRepository, key).entries()) {
      if (index % printedAtOnce === printedAtOnce - 1) await setImmediate();
      const { name, text } = this.#partOf(chart);
      parts.set(name, text);
    }
    const hash = createHash('sha256');
    for (const name of [...parts.keys()].sort()) hash.update(parts.get(name) ?? '');
    const text = Buffer.from(printIndex(parts, this.#now().toISOString()));
    return { text, gzipped: await zip(text), etag: `W/"${hash.digest('hex').slice(0, 32)}"` };
  }

  #partOf(chart: Stored<Chart>): Part {
    const known = this.#parts.get(chart);
    if (known !== undefined) return known;
    const entries = (chart.spec.versions ?? []).map(indexEntryOf);
    const name = entries[0]?.name ?? '';
    const part = { name, text: printChartEntries(name, entries) };
    this.#parts.set(chart, part);
    return part;
  }
}

function repositoryOf({ metadata }: Stored<Chart>): string {
  return `${metadata.namespace}/${metadata.labels?.[labels.chartRepo]}`;
}
