import { isAlphaNumeric } from '../text/characters.ts';
import type { TextCursor } from './cursor.ts';

const DECIMAL = '0123456789_';

/** Passes over what looks like a Go number; false where something else is stuck to it. */
export function scanNumber(cursor: TextCursor): boolean {
  cursor.accept('+-');
  const { digits, exponent } = scanPrefix(cursor);
  cursor.acceptRun(digits);
  if (cursor.accept('.')) {
    cursor.acceptRun(digits);
  }
  if (exponent !== '' && cursor.accept(exponent)) {
    cursor.accept('+-');
    cursor.acceptRun(DECIMAL);
  }
  cursor.accept('i');
  const rune = cursor.peekRune();
  if (isAlphaNumeric(rune)) {
    cursor.position += rune > 0xffff ? 2 : 1;
    return false;
  }
  return true;
}

/** The base: which digits may follow, and what begins an exponent. */
function scanPrefix(cursor: TextCursor): { digits: string; exponent: string } {
  if (cursor.accept('0')) {
    if (cursor.accept('xX')) {
      return { digits: '0123456789abcdefABCDEF_', exponent: 'pP' };
    }
    if (cursor.accept('oO')) {
      return { digits: '01234567_', exponent: '' };
    }
    if (cursor.accept('bB')) {
      return { digits: '01_', exponent: '' };
    }
  }
  return { digits: DECIMAL, exponent: 'eE' };
}
