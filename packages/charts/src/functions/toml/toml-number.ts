import { goQuote } from '@violet/gotemplate';
import { isDigit, isHexDigit, quoteCharacter, type TomlCursor, TomlProblem } from './toml-cursor.ts';
import { parseDate } from './toml-date.ts';

type TomlNumber = bigint | number | ReturnType<typeof parseDate>;

/** Reads what begins with a digit: a number or a date. */
export function readNumberOrDate(cursor: TomlCursor): TomlNumber {
  if (cursor.next() !== '0') return numberOrDate(cursor);
  const character = cursor.next();
  if (isDigit(character)) return numberOrDate(cursor);
  if (character === '_') return decimal(cursor);
  if ('.eE'.includes(character) && character !== '') return float(cursor);
  const base = bases[character];
  if (base !== undefined) return basedInteger(cursor, base);
  cursor.back();
  return parseInteger(cursor.current, cursor.line);
}

const bases: Readonly<Record<string, { digits: RegExp; name: string }>> = {
  b: { digits: /^[01]$/, name: 'a binary' },
  o: { digits: /^[0-7]$/, name: 'an octal' },
  x: { digits: /^[0-9a-fA-F]$/, name: 'a hexadecimal' },
};

function basedInteger(cursor: TomlCursor, { digits, name }: { digits: RegExp; name: string }): bigint {
  const first = cursor.peek();
  if (!digits.test(first))
    throw cursor.unexpected(`not ${name} number: '${cursor.current}${first === '' ? '\0' : first}'`);
  passWhile(cursor, (character) => digits.test(character) || character === '_');
  return parseInteger(cursor.current, cursor.line);
}

function passWhile(cursor: TomlCursor, belongs: (character: string) => boolean): void {
  while (belongs(cursor.next()));
  cursor.back();
}

function numberOrDate(cursor: TomlCursor): TomlNumber {
  for (;;) {
    const character = cursor.next();
    if (isDigit(character)) continue;
    if (character === '-' || character === ':') return date(cursor);
    if (character === '_') return decimal(cursor);
    if (character === '.' || character === 'e' || character === 'E') return float(cursor);
    cursor.back();
    return parseInteger(cursor.current, cursor.line);
  }
}

function date(cursor: TomlCursor): TomlNumber {
  passWhile(cursor, (character) => isDigit(character) || (character !== '' && '-:Tt .Zz+'.includes(character)));
  return parseDate(cursor.current.trim(), cursor.line);
}

function decimal(cursor: TomlCursor): TomlNumber {
  for (;;) {
    const character = cursor.next();
    if (character === '.' || character === 'e' || character === 'E') return float(cursor);
    if (isDigit(character) || character === '_') continue;
    cursor.back();
    return parseInteger(cursor.current, cursor.line);
  }
}

function float(cursor: TomlCursor): number {
  passWhile(cursor, (character) => isDigit(character) || (character !== '' && '_.-+eE'.includes(character)));
  return parseFloat64(cursor.current, cursor.line);
}

/** Reads what follows a sign. */
export function readSigned(cursor: TomlCursor): TomlNumber {
  const character = cursor.next();
  if (character === 'i' || character === 'n') {
    const isWhole =
      character === 'i' ? cursor.accept('n') && cursor.accept('f') : cursor.accept('a') && cursor.accept('n');
    if (!isWhole) throw cursor.unexpected(`invalid float: '${cursor.current}'`);
    return parseFloat64(cursor.current, cursor.line);
  }
  if (character === '.') throw cursor.unexpected("floats must start with a digit, not '.'");
  if (character === '0') {
    const base = cursor.peek();
    if (bases[base] !== undefined) {
      throw cursor.unexpected(`cannot use sign with non-decimal numbers: '${cursor.current}${base}'`);
    }
  }
  if (isDigit(character)) return decimal(cursor);
  throw cursor.unexpected(`expected a digit but got ${quoteCharacter(character)}`);
}

function parseInteger(text: string, line: number): bigint {
  if (!hasGoodUnderscores(text)) {
    throw new TomlProblem(line, `Invalid integer ${goQuote(text)}: underscores must be surrounded by digits`);
  }
  if (hasLeadingZero(text)) {
    throw new TomlProblem(line, `Invalid integer ${goQuote(text)}: cannot have leading zeroes`);
  }
  const digits = text.replaceAll('_', '').replace(/^[-+]/, '');
  const value = text.startsWith('-') ? -BigInt(digits) : BigInt(digits);
  if (BigInt.asIntN(64, value) !== value) throw new TomlProblem(line, `${text} is out of range for int64`);
  return value;
}

const special: Readonly<Record<string, number>> = {
  inf: Number.POSITIVE_INFINITY,
  '+inf': Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
  nan: Number.NaN,
  '+nan': Number.NaN,
  '-nan': Number.NaN,
};
const floatForm = /^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/;

export function parseFloat64(text: string, line: number): number {
  const problem = (message: string) => new TomlProblem(line, message);
  const known = special[text];
  if (known !== undefined) return known;
  const parts = text.split(/[.eE]+/).filter((part) => part !== '');
  if (!parts.every(hasGoodUnderscores)) {
    throw problem(`Invalid float ${goQuote(text)}: underscores must be surrounded by digits`);
  }
  if (hasLeadingZero(parts[0] ?? '')) throw problem(`Invalid float ${goQuote(text)}: cannot have leading zeroes`);
  if (/\.(?![0-9])/.test(text)) {
    throw problem(`Invalid float ${goQuote(text)}: '.' must be followed by one or more digits`);
  }
  const digits = text.replaceAll('_', '');
  if (!floatForm.test(digits)) throw problem(`Invalid float value: ${goQuote(text)}`);
  const value = Number(digits);
  if (!Number.isFinite(value)) throw problem(`${text} is out of range for float64`);
  return value;
}

function hasGoodUnderscores(text: string): boolean {
  let mayFollow = false;
  for (const character of text) {
    if (character === '_' && !mayFollow) return false;
    mayFollow = isHexDigit(character);
  }
  return mayFollow;
}

function hasLeadingZero(text: string): boolean {
  return /^0[^box]/.test(text) || /^[-+]0./.test(text);
}
