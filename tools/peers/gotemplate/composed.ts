import fc from 'fast-check';
import type { Kind } from './signatures.ts';

/** A string literal of a few of these pieces, one after the other. */
function pieces(list: string, { most, least = 1 }: { most: number; least?: number }): fc.Arbitrary<string> {
  const piece = fc.constantFrom(...list.split(' ').map((one) => one.replaceAll('␠', ' ')));
  return fc.array(piece, { minLength: least, maxLength: most }).map((parts) => JSON.stringify(parts.join('')));
}

const LAYOUTS =
  '2006 06 01 1 Jan January 02 2 _2 __2 002 Mon Monday 15 03 3 04 4 05 5 PM pm MST -0700 -07:00 -07 Z0700 Z07:00 Z07 ' +
  '-070000 Z07:00:00 .000 .999 ,0 .9 .0000000000 - / : T ␠ , x Janu Mond _2006 006 é 20 0 .00a .09';
const PATTERNS =
  'a b o l [ab] [^b] \\d \\w+ . (a|b) (?:lo)* l{2} o{1,3}? ^ $ \\b \\B (?i:H) é [[:alpha:]] \\pL x* (?P<n>o) | \\x6f \\Q.\\E ' +
  '[a- ( ) * + ? \\ { } {2 (?P<n [] [^ \\8 (?z) ** {3,1} \\C \\z \\A (?s). (?U)o+ [[:foo:]] \\p{Greek} \\p{No} {0} {1000} ' +
  '[\\d-z] [z-a] (?<m>l) (?P<n>l) \\x{110000} \\x{e9} [^\\n] (?-s).+ ()';
const VERSIONS = '1 2 3 0 10 01 . - + x X * v rc beta alpha 1 . 2 . 3 ␠ = > < >= <= ~ ^ != || , ~> => ␠-␠';
const NUMBERS = '1 2 0 9 -  . e E + _ x 0x 0b 0o p i inf nan NaN Inf 08 7 ␠ é 1e5 123456789 .0 00';
const JSONS =
  '{ } [ ] : , "a" "\\u00e9" "\\ud83d\\ude00" "\\q" 1 -0 2.5 1e3 true false null ␠ \\n "b" tru nul 0x1 " \\\\ é .5';
const URLS =
  'http :// // : / ? # @ h example.com 80 :80 [::1] %20 %2F %zz é a=b & + ␠ .. ; , * ! $ ~ user:pw@ mailto: %25 [ ] ^ | < "';
const FORMATS =
  '% %v %d %s %q %x %X %t %e %g %f %T %% %5d %-5d| %05d %+d %.2f %8.3f %-8s| %.3s %+v %#v %#x %#q %+q %U %c %b %o %O %E %G %F %[1]v %[3]d %[x]v %. %! %-010d| %x % ␠d % ␠x %6.2e a é';
const DURATIONS = '1 2 30 1.5 0 .5 h m s ms us µs ns - + . 999999 d x';
const WORDS = 'foo Bar BAZ _ - ␠ . 1 22 HTTP é Ü ß x/y , aB Z9 ǆ';

/** Texts of a kind that no list has. */
export const COMPOSED: Readonly<Partial<Record<Kind, fc.Arbitrary<string>>>> = {
  layout: pieces(LAYOUTS, { most: 5 }),
  pattern: pieces(PATTERNS, { most: 4 }),
  constraint: pieces(VERSIONS, { most: 7 }),
  version: pieces(VERSIONS, { most: 6 }),
  number: pieces(NUMBERS, { most: 3 }),
  json: pieces(JSONS, { most: 6 }),
  url: pieces(URLS, { most: 6 }),
  format: pieces(FORMATS, { most: 3 }),
  duration: pieces(DURATIONS, { most: 4 }),
  string: pieces(WORDS, { most: 5, least: 0 }),
  path: pieces('a b.c . .. / // .x é', { most: 6, least: 0 }),
  base64: pieces('aGk a = == \\n - / + YQ', { most: 4 }),
  base32: pieces('NBUQ N = === \\n a 1', { most: 4 }),
  replacement: pieces('$ 1 2 { } n m $1 ${1} $$ x _ é ${n}', { most: 4, least: 0 }),
  variable: pieces('$ { } CASE_NAME ${CASE_NAME} $CASE_EMPTY * 1 é - x', { most: 4, least: 0 }),
};
