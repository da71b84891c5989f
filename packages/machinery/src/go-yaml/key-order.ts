const letter = /\p{L}/u;
const digit = /\p{Nd}/u;

/** The order in which yaml.v2 writes keys: numbers inside them by value, letters after everything else. */
export function compareYamlKeys(left: string, right: string): number {
  return compare(left, right, 2);
}

/** That of yaml.v3, where letters come before what else may follow a digit. */
export function compareKeysOfThree(left: string, right: string): number {
  return compare(left, right, 3);
}

function compare(left: string, right: string, version: 2 | 3): number {
  const length = Math.min(left.length, right.length);
  let at = 0;
  while (at < length && left.charCodeAt(at) === right.charCodeAt(at)) at += 1;
  if (at === length) return left.length - right.length;
  const a = left.charCodeAt(at);
  const b = right.charCodeAt(at);
  if (isAsciiLetter(a) && isAsciiLetter(b)) return a - b;
  return compareCharacters(Array.from(left), Array.from(right), version);
}

function isAsciiLetter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);
}

function compareCharacters(a: readonly string[], b: readonly string[], version: 2 | 3): number {
  let at = 0;
  while (a[at] === b[at]) at += 1;
  const [left = '', right = ''] = [a[at], b[at]];
  const leftIsLetter = letter.test(left);
  const rightIsLetter = letter.test(right);
  const byCode = (left.codePointAt(0) ?? 0) - (right.codePointAt(0) ?? 0);
  if (leftIsLetter && rightIsLetter) return byCode;
  if (leftIsLetter || rightIsLetter) {
    const lettersFirst = version === 3 && digit.test(a[at - 1] ?? '');
    return rightIsLetter === lettersFirst ? 1 : -1;
  }
  const start = left === '0' || right === '0' ? valueBefore(a, at) : 0n;
  const x = numberAt(a, at, start);
  const y = numberAt(b, at, start);
  if (x.value !== y.value) return x.value < y.value ? -1 : 1;
  return x.end === y.end ? byCode : x.end - y.end;
}

/** A zero counts as a digit of the number it continues: 1 stands for any number before it. */
function valueBefore(key: readonly string[], at: number): bigint {
  for (let index = at - 1; index >= 0 && digit.test(key[index] ?? ''); index -= 1) if (key[index] !== '0') return 1n;
  return 0n;
}

function numberAt(key: readonly string[], at: number, start: bigint): { value: bigint; end: number } {
  let value = start;
  let end = at;
  for (; end < key.length && digit.test(key[end] ?? ''); end += 1) {
    value = BigInt.asIntN(64, value * 10n + BigInt((key[end]?.codePointAt(0) ?? 48) - 48));
  }
  return { value, end };
}
