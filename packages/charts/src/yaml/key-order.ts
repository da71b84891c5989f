const letter = /\p{L}/u;
const digit = /\p{Nd}/u;
const word = /^[a-zA-Z]+$/;

/** The order in which yaml.v2 writes keys: numbers inside them by value, letters after everything else. */
export function compareKeys(left: string, right: string): number {
  if (left === right) return 0;
  if (word.test(left) && word.test(right)) return left < right ? -1 : 1;
  const a = Array.from(left);
  const b = Array.from(right);
  for (let at = 0; at < a.length && at < b.length; at += 1) {
    if (a[at] !== b[at]) return compareAt(a, b, at);
  }
  return a.length - b.length;
}

function compareAt(a: readonly string[], b: readonly string[], at: number): number {
  const [left = '', right = ''] = [a[at], b[at]];
  const leftIsLetter = letter.test(left);
  const rightIsLetter = letter.test(right);
  const byCode = (left.codePointAt(0) ?? 0) - (right.codePointAt(0) ?? 0);
  if (leftIsLetter && rightIsLetter) return byCode;
  if (leftIsLetter || rightIsLetter) return rightIsLetter ? -1 : 1;
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
