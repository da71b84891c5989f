import type { Program } from './compile/program.ts';

/** Beyond so many layers, a copy makes one of them. */
const MOST_LAYERS = 8;

type Layer = ReadonlyMap<string, Program>;

/** Programs by name. A copy costs next to nothing: it shares what both have, and neither sees what the other adds. */
export class Definitions {
  #own = new Map<string, Program>();
  /** What is shared, the latest first. */
  #layers: readonly Layer[] = [];

  get(name: string): Program | undefined {
    const own = this.#own.get(name);
    if (own !== undefined) {
      return own;
    }
    for (const layer of this.#layers) {
      const program = layer.get(name);
      if (program !== undefined) {
        return program;
      }
    }
    return undefined;
  }

  set(name: string, program: Program): void {
    this.#own.set(name, program);
  }

  names(): string[] {
    const names = new Set<string>();
    for (const layer of this.#layers.toReversed()) {
      addAll(names, layer);
    }
    addAll(names, this.#own);
    return [...names];
  }

  copy(): Definitions {
    if (this.#own.size > 0) {
      this.#layers = stack(this.#own, this.#layers);
      this.#own = new Map();
    }
    const copy = new Definitions();
    copy.#layers = this.#layers;
    return copy;
  }
}

function addAll(names: Set<string>, layer: Layer): void {
  for (const name of layer.keys()) {
    names.add(name);
  }
}

function stack(top: Layer, below: readonly Layer[]): Layer[] {
  if (below.length < MOST_LAYERS) {
    return [top, ...below];
  }
  const all = new Map<string, Program>();
  for (const layer of [top, ...below].toReversed()) {
    for (const [name, program] of layer) {
      all.set(name, program);
    }
  }
  return [all];
}
