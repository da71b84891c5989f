import { cloneJson, Failure } from '@violet/machinery';
import { setJsonLine, setLine } from './set-line.ts';
import { setLiteralLine } from './set-literal.ts';
import type { SetValue, SetValues } from './set-value.ts';

/** What the flags of one command say, each in the order in which they stand. */
export interface SetFlags {
  /** `--set-json` */
  json?: readonly string[];
  /** `--set` */
  typed?: readonly string[];
  /** `--set-string` */
  text?: readonly string[];
  /** `--set-file` */
  file?: readonly string[];
  /** `--set-literal` */
  literal?: readonly string[];
}

/**
 * Values with what the `--set` family says over them, in Helm's order: JSON, typed, text, files, literal. Integers of `--set`
 * are bigint: Helm writes them as they are, numbers of files as floats. `readFile` gives the text of a file for `--set-file`.
 * Throws a Failure of code Invalid in Helm's words.
 */
export function setValues(base: SetValues, flags: SetFlags, readFile?: (path: string) => string): SetValues {
  const values = cloneJson(base);
  for (const line of flags.json ?? []) {
    attempt(`failed parsing --set-json data ${line}`, false, () => setJsonLine(line, values));
  }
  for (const line of flags.typed ?? []) {
    attempt('failed parsing --set data', true, () => setLine(line, values, typedValue));
  }
  for (const line of flags.text ?? []) {
    attempt('failed parsing --set-string data', true, () => setLine(line, values, (text) => text));
  }
  for (const line of flags.file ?? []) {
    attempt('failed parsing --set-file data', true, () => setLine(line, values, readFile ?? noFile));
  }
  for (const line of flags.literal ?? []) {
    attempt('failed parsing --set-literal data', true, () => setLiteralLine(line, values));
  }
  return values;
}

function attempt(what: string, withCause: boolean, set: () => void): void {
  try {
    set();
  } catch (error) {
    const message = withCause ? `${what}: ${(error as Error).message}` : what;
    throw new Failure('Invalid', message, { cause: error });
  }
}

function noFile(path: string): never {
  throw new Error(`open ${path}: files cannot be read here`);
}

const [least, most] = [-(2n ** 63n), 2n ** 63n - 1n];

/** Booleans, null and integers are told by their looks; everything else, and what begins with a zero, is text. */
function typedValue(text: string): SetValue {
  const upper = text.toUpperCase();
  if (upper === 'TRUE') return true;
  if (upper === 'FALSE') return false;
  if (upper === 'NULL') return null;
  if (text === '0') return 0n;
  if (text.startsWith('0') || !/^[+-]?[0-9]+$/.test(text)) return text;
  const integer = BigInt(text.replace(/^\+/, ''));
  return integer < least || integer > most ? text : integer;
}
