type Labels = Readonly<Record<string, string>>;

interface Numbers {
  help: string;
  type: 'counter' | 'gauge';
  /** By the text of their labels. */
  values: Map<string, number>;
}

interface Histogram {
  help: string;
  type: 'histogram';
  series: Map<string, Durations>;
}

interface Durations {
  /** How many took that long at most, for each of the bounds. */
  within: number[];
  sum: number;
  count: number;
}

const BOUNDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60];

/** Numbers about the running process, printed in Prometheus' text format. */
export class Metrics {
  readonly #families = new Map<string, Numbers | Histogram>();
  readonly #collectors = new Set<() => void>();

  /** Adds to a counter; its name ends in `_total`. */
  count(name: string, help: string, labels: Labels = {}, by = 1): void {
    const { values } = this.#numbers(name, help, 'counter');
    const text = labelText(labels);
    values.set(text, (values.get(text) ?? 0) + by);
  }

  set(name: string, help: string, labels: Labels, value: number): void {
    this.#numbers(name, help, 'gauge').values.set(labelText(labels), value);
  }

  /** Adds one duration to a histogram; its name ends in `_seconds`. */
  observeSeconds(name: string, help: string, labels: Labels, seconds: number): void {
    const { series } = this.#histogram(name, help);
    const text = labelText(labels);
    const known = series.get(text);
    const durations = known ?? { within: BOUNDS.map(() => 0), sum: 0, count: 0 };
    if (known === undefined) series.set(text, durations);
    for (const [index, bound] of BOUNDS.entries())
      if (seconds <= bound) durations.within[index] = (durations.within[index] ?? 0) + 1;
    durations.sum += seconds;
    durations.count++;
  }

  /** Called before each print, for what is cheaper to ask than to follow. The answer ends it. */
  collect(collector: () => void): () => void {
    this.#collectors.add(collector);
    return () => this.#collectors.delete(collector);
  }

  print(): string {
    for (const collector of this.#collectors) collector();
    const lines: string[] = [];
    for (const [name, family] of this.#families) {
      lines.push(`# HELP ${name} ${family.help}`, `# TYPE ${name} ${family.type}`);
      lines.push(...(family.type === 'histogram' ? durationLines(name, family) : numberLines(name, family)));
    }
    return `${lines.join('\n')}\n`;
  }

  #numbers(name: string, help: string, type: Numbers['type']): Numbers {
    const known = this.#families.get(name);
    if (known !== undefined && known.type !== 'histogram') return known;
    const numbers: Numbers = { help, type, values: new Map() };
    this.#families.set(name, numbers);
    return numbers;
  }

  #histogram(name: string, help: string): Histogram {
    const known = this.#families.get(name);
    if (known?.type === 'histogram') return known;
    const histogram: Histogram = { help, type: 'histogram', series: new Map() };
    this.#families.set(name, histogram);
    return histogram;
  }
}

function numberLines(name: string, { values }: Numbers): string[] {
  return [...values].map(([labels, value]) => `${sampleName(name, labels)} ${value}`);
}

function durationLines(name: string, { series }: Histogram): string[] {
  return [...series].flatMap(([labels, { within, sum, count }]) => {
    const bucket = (bound: string) => sampleName(`${name}_bucket`, labels === '' ? bound : `${labels},${bound}`);
    return [
      ...BOUNDS.map((bound, index) => `${bucket(`le="${bound}"`)} ${within[index]}`),
      `${bucket('le="+Inf"')} ${count}`,
      `${sampleName(`${name}_sum`, labels)} ${sum}`,
      `${sampleName(`${name}_count`, labels)} ${count}`,
    ];
  });
}

function labelText(labels: Labels): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join(',');
}

function sampleName(name: string, labels: string): string {
  return labels === '' ? name : `${name}{${labels}}`;
}
