import type { CaseValues, TemplateProgram } from '@violet/gotemplate/testing';
import fc from 'fast-check';

/** What a parameter of a function wants; arguments are mostly of that kind, sometimes of any other. */
type Kind =
  | 'string'
  | 'int'
  | 'number'
  | 'list'
  | 'map'
  | 'fresh'
  | 'exact'
  | 'epoch'
  | 'bool'
  | 'any'
  | 'pattern'
  | 'constraint'
  | 'version'
  | 'json';

/** Functions whose result depends on their arguments alone, with what they take; a star means any number. */
const SIGNATURES = `
abbrev int string|abbrevboth int int string|trunc int string|trim string|upper string|lower string|title string
untitle string|substr int int string|repeat int string|trimAll string string|trimSuffix string string
trimPrefix string string|nospace string|initials string|swapcase string|snakecase string|camelcase string
kebabcase string|wrap int string|wrapWith int string string|contains string string|hasPrefix string string
hasSuffix string string|quote any*|squote any*|cat any*|indent int string|nindent int string
replace string string string|plural string string int|toString any|toStrings any|join string list
split string string|splitList string string|splitn string int string|list any*|append list any|prepend list any
first list|last list|rest list|initial list|reverse list|uniq list|without list any*|has any list|compact list
slice exact int int|concat list*|chunk int list|sortAlpha list|dict string any string any|get map string
set fresh string any|unset fresh string|hasKey map string|pluck string map*|pick map string string|omit map string
merge fresh map|mergeOverwrite fresh map|deepCopy any|dig string string any map|default any any|empty any|coalesce any*
all any*|any any*|ternary any any bool|fail string|typeOf any|typeIs string any|kindOf any|kindIs string any
deepEqual any any|atoi string|int64 any|int any|float64 any|toDecimal any|seq int int|until int|untilStep int int int
add number*|add1 number|sub number number|div number number|mod number number|mul number number|max number number
min number number|addf number*|subf number number|divf number number|mulf number number|add1f number
maxf number number|minf number number|ceil number|floor number|round number int|toJson any|toPrettyJson any
toRawJson any|fromJson json|mustFromJson json|mustToJson any|regexMatch pattern string|mustRegexMatch pattern string
regexFind pattern string|regexFindAll pattern string int|regexReplaceAll pattern string string
regexReplaceAllLiteral pattern string string|regexSplit pattern string int|regexQuoteMeta string|b64enc string
b64dec string|b32enc string|b32dec string|sha1sum string|sha256sum string|sha512sum string|adler32sum string
semver version|semverCompare constraint version|urlParse string|base string|dir string|clean string|ext string
isAbs string|duration any|durationRound string|dateInZone string epoch string|toDate string string|len any|index any any
print any*|println any*|printf string any*|html any*|js any*|urlquery any*|eq any any|ne any any|lt any any
le number number|gt number number|ge any any|not any|and any any|or any any
`;

interface Signature {
  name: string;
  kinds: Kind[];
  rest: Kind | undefined;
}

const signatures: readonly Signature[] = SIGNATURES.trim()
  .split(/[|\n]/)
  .map((line) => {
    const [name = '', ...kinds] = line.trim().split(' ');
    const rest = kinds.at(-1)?.endsWith('*') ? (kinds.pop()?.slice(0, -1) as Kind) : undefined;
    return { name, kinds: kinds as Kind[], rest };
  });

export const functionNames: readonly string[] = signatures.map(({ name }) => name);

export const values: CaseValues = {
  s: 'hello World-foo_bar',
  e: '',
  u: 'héllo ✓ wörld',
  lines: 'a\n  b\n\nc',
  n: 3,
  z: 0,
  f: -1.5,
  big: 123456789,
  t: true,
  no: false,
  nul: null,
  i: { $int: '7' },
  j: { $int64: '-9' },
  l: [1, 'two', true, null, { a: 1 }],
  ls: ['b', 'a', 'c', 'a'],
  ln: [3, 1, 2],
  el: [],
  m: { a: 1, b: { c: 'deep', d: [1, 2] }, z: null, s: 'text' },
  em: {},
};

const texts = [
  '""',
  '"a"',
  '"a,b,c"',
  '"Foo Bar"',
  '"-"',
  '","',
  '"x=%d"',
  '"%v|%s"',
  '"%5.2f"',
  '"%q"',
  '"12"',
  '"1.5"',
];
const morePlain = [
  '"a/b/../c.txt"',
  '"http://u:p@h:80/p?q#f"',
  '"2006-01-02"',
  '"2020-02-30"',
  '"1h30m"',
  '"aGk="',
  '"$1é"',
];

const ATOMS: Readonly<Record<Kind, readonly string[]>> = {
  string: [...texts, ...morePlain, '.s', '.u', '.lines', '.e', '.m.s', '`raw "x"`', '.m.b.c'],
  int: ['0', '1', '2', '5', '-1', '10', '.i', '(int .n)', "'a'", '0x10'],
  number: ['0', '1', '2.5', '-3', '1e3', '.n', '.f', '.i', '.j', '.big', '.z', '"7"', '0.1', '1_000'],
  list: ['.l', '.ls', '.ln', '.el', '(list 1 2 3)', '(list "b" "a")', '(splitList "," "x,y,x")', '(until 3)', '.m.b.d'],
  map: ['.m', '.em', '.m.b', '(dict "a" 1 "k" "v")', '(dict)', '.'],
  // Written to: what the values hold would become a part of itself, which Go prints for ever.
  fresh: ['(dict "a" 1 "k" "v")', '(dict)', '(dict "b" (dict "c" 0) "s" "")'],
  // Lists without room behind their end: Go slices into that room.
  exact: ['(list 1 2 3)', '(list "b" "a" nil)', '(splitList "," "x,y,x")', '(list)'],
  // For anything else the date is now.
  epoch: ['0', '1700000000', '(int64 86399)', '.i', '.j'],
  bool: ['true', 'false', '.t', '.no'],
  any: ['nil', '.nul', '.missing', '.m.z', '.m.nope', '.', '$'],
  pattern: ['"[a-z]+"', '"(o)(.)"', '"^h"', '""', '"["', '"(?i)WORLD"', '"a*"', '"\\\\s"', '"[^a-z]"', '"(?P<x>l+)"'],
  constraint: ['"^1.2"', '">=1.0 <2"', '"~1.2.3"', '"1.x || 2"', '"bad bad"', '"!=1.2.3"', '">1.2-0"', '"1.0 - 2"'],
  version: ['"1.2.3"', '"v1.2"', '"2.0.0-rc.1"', '"x"', '"1.2.3+b"'],
  json: ['"{\\"a\\":[1,2.5,\\"x\\"]}"', '"[1,"', '"null"', '"1e3"', '"tru"', '"\\"\\\\u00e9\\""', '""'],
};

/** Kinds for which nothing else may stand, lest the results of Go differ from run to run. */
const OWN_ONLY: ReadonlySet<Kind> = new Set(['fresh', 'exact', 'epoch']);
const FOREIGN = (Object.keys(ATOMS) as Kind[]).filter((kind) => !OWN_ONLY.has(kind));

/** What takes any value at its end, so that a pipe into it mostly works. */
const tolerant = signatures.filter(({ kinds, rest }) => ['any', 'number'].includes(rest ?? kinds.at(-1) ?? ''));

function atom(kind: Kind): fc.Arbitrary<string> {
  const own = fc.constantFrom(...ATOMS[kind]);
  if (OWN_ONLY.has(kind)) {
    return own;
  }
  const foreign = fc.constantFrom(...FOREIGN).chain((other) => fc.constantFrom(...ATOMS[other]));
  return fc.oneof(
    { weight: kind === 'any' ? 1 : 60, arbitrary: own },
    { weight: kind === 'any' ? 4 : 1, arbitrary: foreign },
  );
}

function operand(kind: Kind, depth: number): fc.Arbitrary<string> {
  if (depth <= 0 || OWN_ONLY.has(kind)) {
    return atom(kind);
  }
  return fc.oneof(
    { weight: 4, arbitrary: atom(kind) },
    { weight: 1, arbitrary: pipeline(depth - 1).map((text) => `(${text})`) },
  );
}

function call(signature: Signature, depth: number, isPiped: boolean): fc.Arbitrary<string> {
  const fixed = isPiped ? signature.kinds.slice(0, -1) : signature.kinds;
  const rest =
    signature.rest === undefined ? fc.constant([]) : fc.array(operand(signature.rest, depth), { maxLength: 3 });
  return fc
    .tuple(fc.tuple(...fixed.map((kind) => operand(kind, depth))), rest)
    .map(([first, more]) => [signature.name, ...first, ...more].join(' '));
}

function command(depth: number, isPiped = false): fc.Arbitrary<string> {
  const chosen = isPiped
    ? fc.oneof(fc.constantFrom(...signatures), { weight: 8, arbitrary: fc.constantFrom(...tolerant) })
    : fc.constantFrom(...signatures);
  return chosen.chain((signature) => call(signature, depth, isPiped));
}

function pipeline(depth: number): fc.Arbitrary<string> {
  const first = fc.oneof({ weight: 3, arbitrary: command(depth) }, { weight: 1, arbitrary: atom('any') });
  return fc
    .tuple(first, fc.array(command(depth, true), { maxLength: depth > 0 ? 2 : 1 }))
    .map((commands) => commands.flat().join(' | '));
}

const text = fc.constantFrom('', 'text', '  ', '\n', ' a\n  b ', 'é');
const open = fc.constantFrom('{{', '{{', '{{- ');
const close = fc.constantFrom('}}', '}}', ' -}}');

function action(content: string): fc.Arbitrary<string> {
  return fc
    .tuple(open, close)
    .map(([left, right]) => `${left} ${content}${right.startsWith(' ') ? right : ` ${right}`}`);
}

function block(depth: number): fc.Arbitrary<string> {
  const body = statements(depth - 1);
  const condition = pipeline(1);
  return fc.oneof(
    fc.tuple(condition, body, body).map(([test, yes, no]) => `{{ if ${test} }}${yes}{{ else }}${no}{{ end }}`),
    fc
      .tuple(condition, condition, body)
      .map(([test, other, yes]) => `{{ if ${test} }}${yes}{{ else if ${other} }}E{{ end }}`),
    fc
      .tuple(condition, body, body)
      .map(([value, yes, no]) => `{{ with $w := ${value} }}${yes}{{ $w }}{{ else }}${no}{{ end }}`),
    fc
      .tuple(operand('list', 1), body)
      .map(([list, each]) => `{{ range $k, $v := ${list} }}{{ $k }}={{ $v }}${each}{{ else }}none{{ end }}`),
    fc.tuple(operand('map', 1), body).map(([map, each]) => `{{ range ${map} }}{{ . }}${each}{{ end }}`),
    fc
      .tuple(operand('int', 0), body)
      .map(([count, each]) => `{{ range $i := ${count} }}{{ if gt $i 3 }}{{ break }}{{ end }}${each}{{ end }}`),
    fc.tuple(condition, condition).map(([a, b]) => `{{ $x := ${a} }}{{ $x }}{{ $x = ${b} }}{{ $x | toJson }}`),
    fc.tuple(condition, body).map(([data, inner]) => `{{ block "b${depth}" ${data} }}${inner}{{ end }}`),
    fc.tuple(condition).map(([data]) => `{{ template "t" ${data} }}`),
  );
}

function statements(depth: number): fc.Arbitrary<string> {
  const one = fc.oneof(
    { weight: 2, arbitrary: text },
    { weight: 4, arbitrary: pipeline(2).chain(action) },
    { weight: depth > 0 ? 2 : 0, arbitrary: depth > 0 ? block(depth) : text },
  );
  return fc.array(one, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(''));
}

const DEFINED = '{{ define "t" }}<{{ . }}>{{ end }}';

/** Takes a character out or puts one in, so that some programs do not parse. */
function damaged(template: string, at: number, insert: string): string {
  const index = Math.floor(at * template.length);
  return insert === ''
    ? template.slice(0, index) + template.slice(index + 1)
    : template.slice(0, index) + insert + template.slice(index);
}

/** Programs over `values`; one in ten is damaged, and many more fail when they run. */
export const program: fc.Arbitrary<TemplateProgram> = fc
  .record({
    template: statements(2),
    damage: fc.option(
      fc.tuple(
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.constantFrom('', '"', '}', '{{', '(', '.', '$', '|', '\n'),
      ),
      { freq: 10 },
    ),
    missingKey: fc.constantFrom<NonNullable<TemplateProgram['missingKey']>>(
      'default',
      'default',
      'default',
      'default',
      'zero',
      'zero',
      'error',
    ),
  })
  .map(({ template, damage, missingKey }) => ({
    template: DEFINED + (damage === null ? template : damaged(template, damage[0], damage[1])),
    missingKey,
  }));
