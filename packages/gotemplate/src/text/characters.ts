const LETTER_OR_DIGIT = /^[\p{L}\p{Nd}_]$/u;
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

export function isAlphaNumeric(rune: number): boolean {
  if (rune < 0x80) {
    return (rune >= 97 && rune <= 122) || (rune >= 65 && rune <= 90) || (rune >= 48 && rune <= 57) || rune === 95;
  }
  return LETTER_OR_DIGIT.test(String.fromCodePoint(rune));
}

/** The space characters that templates themselves know: no Unicode ones. */
export function isTemplateSpace(rune: number): boolean {
  return rune === 32 || rune === 9 || rune === 10 || rune === 13;
}

/** Go's strconv.IsPrint. */
export function isPrintable(rune: number): boolean {
  if (rune < 0x80) {
    return rune >= 0x20 && rune < 0x7f;
  }
  if (rune >= 0xd800 && rune <= 0xdfff) {
    return false;
  }
  return rune !== 0xad && PRINTABLE.test(String.fromCodePoint(rune));
}

/** Go's `%#U`: `U+0040 '@'`. */
export function describeRune(rune: number): string {
  const code = `U+${rune.toString(16).toUpperCase().padStart(4, '0')}`;
  return isPrintable(rune) ? `${code} '${String.fromCodePoint(rune)}'` : code;
}
