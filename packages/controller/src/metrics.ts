type Labels = Readonly<Record<string, string>>;

interface Family {
  help: string;
  type: 'counter' | 'gauge' | 'histogram';
  samples: Map<string, number>;
}

const SECONDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60];

/** Numbers about the running process, printed in Prometheus' text format. */
export class Metrics {
  readonly #families = new Map<string, Family>();
  readonly #collectors = new Set<() => void>();

  /** Adds to a counter; its name ends in `_total`. */
  count(name: string, help: string, labels: Labels = {}, by = 1): void {
    add(this.#family(name, help, 'counter'), sampleName(name, labels), by);
  }

  set(name: string, help: string, labels: Labels, value: number): void {
    this.#family(name, help, 'gauge').samples.set(sampleName(name, labels), value);
  }

  /** Adds one duration to a histogram; its name ends in `_seconds`. */
  observeSeconds(name: string, help: string, labels: Labels, seconds: number): void {
    const family = this.#family(name, help, 'histogram');
    for (const bound of [...SECONDS, Number.POSITIVE_INFINITY]) {
      const le = bound === Number.POSITIVE_INFINITY ? '+Inf' : String(bound);
      add(family, sampleName(`${name}_bucket`, { ...labels, le }), seconds <= bound ? 1 : 0);
    }
    add(family, sampleName(`${name}_sum`, labels), seconds);
    add(family, sampleName(`${name}_count`, labels), 1);
  }

  /** Called before each print, for what is cheaper to ask than to follow. The answer ends it. */
  collect(collector: () => void): () => void {
    this.#collectors.add(collector);
    return () => this.#collectors.delete(collector);
  }

  print(): string {
    for (const collector of this.#collectors) collector();
    const lines: string[] = [];
    for (const [name, { help, type, samples }] of this.#families) {
      lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`);
      for (const [sample, value] of samples) lines.push(`${sample} ${value}`);
    }
    return `${lines.join('\n')}\n`;
  }

  #family(name: string, help: string, type: Family['type']): Family {
    const known = this.#families.get(name);
    if (known !== undefined) return known;
    const family: Family = { help, type, samples: new Map() };
    this.#families.set(name, family);
    return family;
  }
}

function add(family: Family, sample: string, by: number): void {
  family.samples.set(sample, (family.samples.get(sample) ?? 0) + by);
}

function sampleName(name: string, labels: Labels): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return pairs.length === 0 ? name : `${name}{${pairs.join(',')}}`;
}
