import type { Effects } from './effects.ts';
import type { Template } from './template.ts';
import { TypedValue } from './value/typed-value.ts';
import type { PlainMap, Value } from './value/value.ts';

/** What a function is given for each Go parameter type it can declare. */
export interface ParameterTypes {
  /** interface{}: any value; nil arrives as null. */
  any: Value;
  /** reflect.Value: like `any`, but no value at all arrives as undefined. */
  reflect: Value;
  string: string;
  bool: boolean;
  /** Exact up to 2^53. */
  int: number;
  int64: bigint;
  uint32: number;
  float64: number;
  /** map[string]interface {}: the object itself, so that writes are seen by others who hold it. */
  map: PlainMap;
  /** []interface {}. */
  list: readonly Value[];
  /** []string. */
  strings: readonly string[];
  /** Any other Go type is named in full and given as it is: `time.Time`. */
  [goType: `${string}.${string}`]: Value;
}

export type ParameterType = keyof ParameterTypes;

type Arguments<P extends readonly ParameterType[], R extends ParameterType | undefined> = [
  ...{ [I in keyof P]: ParameterTypes[P[I]] },
  ...(R extends ParameterType ? ParameterTypes[R][] : []),
];

/** What counts of a function to its caller; functions of the same parameters share one. */
export interface Signature {
  readonly parameters: readonly ParameterType[];
  readonly rest: ParameterType | undefined;
}

const signatures = new Map<string, Signature>();

function signatureOf(parameters: readonly ParameterType[], rest: ParameterType | undefined): Signature {
  const key = `${parameters.join('\n')}\n...${rest ?? ''}`;
  let signature = signatures.get(key);
  if (signature === undefined) {
    signature = { parameters, rest };
    signatures.set(key, signature);
  }
  return signature;
}

/** A function that templates can call: the Go types of its parameters, and what it does. */
export class GoFunction extends TypedValue {
  readonly parameters: readonly ParameterType[];
  readonly rest: ParameterType | undefined;
  /** Any Error it throws becomes `error calling NAME: MESSAGE`. */
  readonly call: (args: never, execution: Execution) => Value;
  /** Its answer may be another one the next time: clocks, chance, the world. */
  readonly varies: boolean;
  #signature: Signature | undefined;

  constructor(
    parameters: readonly ParameterType[],
    rest: ParameterType | undefined,
    call: (args: never, execution: Execution) => Value,
    varies = false,
  ) {
    super();
    this.parameters = parameters;
    this.rest = rest;
    this.call = call;
    this.varies = varies;
  }

  get signature(): Signature {
    this.#signature ??= signatureOf(this.parameters, this.rest);
    return this.#signature;
  }
}

/** The type that the argument at an index must have. */
export function parameterAt({ parameters, rest }: Signature, index: number): ParameterType {
  return parameters[index] ?? rest ?? 'any';
}

export type FunctionMap = Readonly<Record<string, GoFunction>>;

/** The same functions, known to answer otherwise another time. */
export function varyingFunctions(functions: FunctionMap): FunctionMap {
  const entries = Object.entries(functions).map(([name, { parameters, rest, call }]) => {
    return [name, new GoFunction(parameters, rest, call, true)];
  });
  return Object.fromEntries(entries);
}

/** What a function can ask of the execution that calls it. */
export interface Execution {
  /** The template being executed: its set is where `include` looks names up and what `tpl` clones. */
  readonly template: Template;
  /** What functions have done so far beside answering. */
  readonly effects: Effects;
  /** Executes another template within this execution's limits, one level deeper, and returns its output. */
  render(template: Template, data: Value): string;
  /** Throws TemplateLimitError if a result of that many characters or items is beyond the limits: ask before building it. */
  allow(size: number): void;
}

/**
 * A function of fixed parameters.
 * @example goFunction(['string', 'any'], ([name, data], execution) => …)
 */
export function goFunction<const P extends readonly ParameterType[]>(
  parameters: P,
  call: (args: Arguments<P, undefined>, execution: Execution) => Value,
): GoFunction {
  return new GoFunction(parameters, undefined, call);
}

/** A variadic function: any number of `rest` after the fixed parameters. */
export function variadicFunction<const P extends readonly ParameterType[], const R extends ParameterType>(
  parameters: P,
  rest: R,
  call: (args: Arguments<P, R>, execution: Execution) => Value,
): GoFunction {
  return new GoFunction(parameters, rest, call);
}
