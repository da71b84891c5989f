import type { TemplateProgram } from '@violet/gotemplate/testing';
import fc from 'fast-check';
import { ATOMS, FOREIGN, MAKERS, OWN_ONLY } from './atoms.ts';
import { COMPOSED } from './composed.ts';
import { data } from './data.ts';
import { type Kind, type Signature, signatures } from './signatures.ts';

/** Not printf: a verb that is none for times has Go print their insides, among which are tables of the machine. */
const pipeable = signatures.filter(({ name, kinds, rest }) => {
  const last = rest ?? kinds.at(-1);
  return name !== 'printf' && last !== undefined && !OWN_ONLY.has(last);
});

/** What takes any value at its end, so that a pipe into it mostly works. */
const tolerant = pipeable.filter(({ kinds, rest }) => ['any', 'number'].includes(rest ?? kinds.at(-1) ?? ''));

function atom(kind: Kind): fc.Arbitrary<string> {
  const own = fc.constantFrom(...ATOMS[kind]);
  if (OWN_ONLY.has(kind)) {
    return own;
  }
  const foreign = fc.constantFrom(...FOREIGN).chain((other) => fc.constantFrom(...ATOMS[other]));
  const composed = COMPOSED[kind];
  return fc.oneof(
    { weight: composed === undefined ? 0 : 12, arbitrary: composed ?? own },
    { weight: kind === 'any' ? 1 : 28, arbitrary: own },
    { weight: kind === 'any' ? 4 : 1, arbitrary: foreign },
  );
}

function operand(kind: Kind, depth: number): fc.Arbitrary<string> {
  const makers = MAKERS[kind];
  if (depth <= 0 || (makers === undefined && kind !== 'any')) {
    return atom(kind);
  }
  const nested =
    makers === undefined
      ? pipeline(depth - 1)
      : fc.constantFrom(...makers).chain((signature) => call(signature, depth - 1));
  return fc.oneof({ weight: 8, arbitrary: atom(kind) }, { weight: 1, arbitrary: nested.map((text) => `(${text})`) });
}

function call(signature: Signature, depth: number, isPiped = false): fc.Arbitrary<string> {
  const fixed = isPiped && signature.rest === undefined ? signature.kinds.slice(0, -1) : signature.kinds;
  const rest =
    signature.rest === undefined ? fc.constant([]) : fc.array(operand(signature.rest, depth), { maxLength: 3 });
  return fc
    .tuple(fc.tuple(...fixed.map((kind) => operand(kind, depth))), rest)
    .map(([first, more]) => [signature.name, ...first, ...more].join(' '));
}

function pipedCommand(depth: number): fc.Arbitrary<string> {
  return fc
    .oneof(fc.constantFrom(...pipeable), { weight: 8, arbitrary: fc.constantFrom(...tolerant) })
    .chain((signature) => call(signature, depth, true));
}

function pipeline(depth: number): fc.Arbitrary<string> {
  const command = fc.constantFrom(...signatures).chain((signature) => call(signature, depth));
  const first = fc.oneof({ weight: 3, arbitrary: command }, { weight: 1, arbitrary: atom('any') });
  return fc
    .tuple(first, fc.array(pipedCommand(depth), { maxLength: depth > 0 ? 2 : 1 }))
    .map((commands) => commands.flat().join(' | '));
}

/** A pipeline that calls one function: by itself, at the end of a pipe, or within parentheses. */
function pipelineWith(signature: Signature): fc.Arbitrary<string> {
  const alone = call(signature, 1);
  const within = alone.map((text) => `print (${text})`);
  if (!pipeable.includes(signature)) {
    return fc.oneof(alone, within);
  }
  const last = signature.rest ?? signature.kinds.at(-1) ?? 'any';
  const piped = fc.tuple(operand(last, 1), call(signature, 1, true)).map((commands) => commands.join(' | '));
  const piping = fc.tuple(alone, pipedCommand(0)).map((commands) => commands.join(' | '));
  return fc.oneof({ weight: 4, arbitrary: alone }, { weight: 2, arbitrary: piped }, within, piping);
}

/** What ranges go over. Not any operand: there are integers among those, and ranges over 2^63 of them would not end. */
const ranged = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...ATOMS.list) },
  { weight: 2, arbitrary: fc.constantFrom(...ATOMS.map.filter((map) => map !== '.')) },
  fc.constantFrom(...ATOMS.count, '.s', '.f', '.t', '.nul', '1.5', '"text"', '.missing', '.tx', '.i', '(int64 3)'),
  fc.constantFrom(...(MAKERS.list ?? [])).chain((signature) => call(signature, 0).map((one) => `(${one})`)),
);

const text = fc.constantFrom('', 'text', '  ', '\n', ' a\n  b ', 'é');
const comment = fc.constantFrom('{{/* c */}}', '{{- /* c\n */ -}}');

/** An action in an assortment of spellings. */
function action(content: string): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom('{{ ', '{{', '{{- ', '{{-\n'), fc.constantFrom(' }}', '}}', ' -}}', '\t-}}'))
    .map(([open, close]) => `${open}${content}${close}`);
}

/** The actions that hold others, each in the forms that differ to Go. */
const BLOCKS: Readonly<
  Record<string, (condition: fc.Arbitrary<string>, body: fc.Arbitrary<string>) => fc.Arbitrary<string>>
> = {
  if: (test, body) => fc.tuple(test, body, body).map(([a, yes, no]) => `{{ if ${a} }}${yes}{{ else }}${no}{{ end }}`),
  elseIf: (test, body) =>
    fc
      .tuple(test, test, body)
      .map(([a, b, yes]) => `{{ if and .missing (${a}) }}{{ else if ${b} }}${yes}{{ else }}E{{ end }}`),
  with: (test, body) =>
    fc.tuple(test, body, body).map(([a, yes, no]) => `{{ with $w := ${a} }}${yes}{{ $w }}{{ else }}${no}{{ end }}`),
  elseWith: (test, body) =>
    fc
      .tuple(test, test, body)
      .map(([a, b, yes]) => `{{ with and false (${a}) }}{{ else with ${b} }}${yes}{{ . }}{{ else }}{{ . }}{{ end }}`),
  withDot: (test, body) => fc.tuple(test, body).map(([a, yes]) => `{{ with ${a} }}{{ print . }}${yes}{{ end }}`),
  range: (_, body) =>
    fc
      .tuple(ranged, body)
      .map(([list, each]) => `{{ range $k, $v := ${list} }}{{ $k }}={{ $v }}${each}{{ else }}none{{ end }}`),
  rangeMap: (_, body) =>
    fc.tuple(ranged, body).map(([map, each]) => `{{ range $k, $v := ${map} }}{{ $k }}${each}{{ end }}`),
  rangeDot: (_, body) =>
    fc.tuple(ranged, body).map(([list, each]) => `{{ range ${list} }}{{ . }}${each}{{ else }}{{ . }}{{ end }}`),
  rangeEmpty: (_, body) =>
    fc
      .tuple(fc.constantFrom('.el', '.em', '.nl', '.nm', '.nul', '(int 0)', '.missing'), body)
      .map(([list, none]) => `{{ range ${list} }}{{ . }}{{ else }}${none}{{ end }}`),
  break: (_, body) =>
    fc
      .tuple(operand('count', 0), body)
      .map(([count, each]) => `{{ range $i := ${count} }}{{ if gt $i 1 }}{{ break }}{{ end }}${each}{{ end }}`),
  continue: (test, body) =>
    fc
      .tuple(ranged, test, body)
      .map(([list, a, each]) => `{{ range $i, $e := ${list} }}{{ if ${a} }}{{ continue }}{{ end }}${each}{{ end }}`),
  assign: (test, body) =>
    fc
      .tuple(test, test, body)
      .map(
        ([a, b, then]) => `{{ $x := ${a} }}${then}{{ if true }}{{ $x = ${b} }}{{ end }}{{ $x | toJson }}{{ $x.a.b }}`,
      ),
  block: (test, body) => fc.tuple(test, body).map(([a, inner]) => `{{ block "block" ${a} }}${inner}{{ end }}`),
  define: (test, body) =>
    fc.tuple(test, body).map(([a, inner]) => `{{ define "d" }}${inner}{{ end }}{{ template "d" ${a} }}`),
  template: (test) => test.map((a) => `{{ template "t" ${a} }}{{ template "t" }}`),
  chain: (test) => test.map((a) => `{{ (${a}).a }}{{ (index .m "b").c.x }}`),
  chainOfMap: () =>
    fc
      .tuple(operand('map', 0), fc.constantFrom('.a', '.b.c', '.nope', '.s.x', '.é'))
      .map(([map, field]) => `{{ (merge (dict) ${map})${field} }}{{ (.m).b${field} }}{{ $.m${field} }}`),
  literals: () =>
    fc
      .array(
        fc.constantFrom(
          "'a'",
          "'\\n'",
          "'日'",
          '1i',
          '2.5i',
          '-3i',
          '1e2i',
          '7i',
          '2.5e3',
          '0x1F',
          '0b101',
          '0o17',
          '1_000',
          '1.5',
          '-7',
          '`raw`',
          '"\\u00e9\\x41"',
          'true',
          'nil',
          '0x1p-2',
          '1+2i',
          '017',
          '089',
          "''",
          "'ab'",
          '1e1000',
          '0x',
          '1_',
          '.5',
          '5.',
          '"\\q"',
          '"\n"',
          '18446744073709551615',
          '99999999999999999999',
          '-0',
          '0i',
          "'\\777'",
        ),
        { minLength: 1, maxLength: 3 },
      )
      .map((literals) => literals.map((one) => `{{ print ${one} }}{{ ${one} }}`).join('')),
  call: () =>
    fc
      .tuple(
        fc.constantFrom(
          '.fns.sum',
          '.fns.joined',
          '.fns.failing',
          '.fns.nope',
          '.s',
          '.fns.sum',
          '(.fns.joined)',
          'nil',
        ),
        fc.array(fc.constantFrom('1', '"a"', '.i', '.s', '2', '.u', 'true', '.nul'), { maxLength: 3 }),
      )
      .map(([fn, args]) => `{{ call ${[fn, ...args].join(' ')} }}{{ ${args[0] ?? '1'} | call .fns.joined }}`),
  plainSlice: () =>
    fc
      .tuple(
        fc.constantFrom('.s', '.l', '.st', '.raw', '.m', '.nul', '.ns'),
        fc.array(fc.constantFrom(...ATOMS.int, '"text"', '1.5', 'nil', 'true'), { maxLength: 3 }),
      )
      .map(([item, indexes]) => {
        const plain = indexes.filter((one) => !one.startsWith('(')).map((one) => one.replace('.i', '$i'));
        return `{{ $i := .i }}{{ slice ${[item, ...plain].join(' ')} }}`;
      }),
};

function statements(depth: number): fc.Arbitrary<string> {
  const one = fc.oneof(
    { weight: 2, arbitrary: text },
    { weight: 4, arbitrary: pipeline(1).chain(action) },
    { weight: depth > 0 ? 2 : 0, arbitrary: depth > 0 ? block(depth) : text },
  );
  return fc.array(one, { minLength: 1, maxLength: 2 }).map((parts) => parts.join(''));
}

const SIMPLE = new Set(['call', 'plainSlice']);

function block(depth: number): fc.Arbitrary<string> {
  const makers = Object.entries(BLOCKS).filter(([name]) => !SIMPLE.has(name));
  return fc.constantFrom(...makers).chain(([, make]) => make(pipeline(1), statements(depth - 1)));
}

const DEFINED = '{{ define "t" }}<{{ . }}>{{ end }}';

/** Takes a character out or puts one in, so that some programs do not parse. */
function damaged(template: string, at: number, insert: string): string {
  const index = Math.floor(at * template.length);
  return insert === ''
    ? template.slice(0, index) + template.slice(index + 1)
    : template.slice(0, index) + insert + template.slice(index);
}

const damage = fc.tuple(
  fc.double({ min: 0, max: 0.999, noNaN: true }),
  fc.constantFrom(
    '',
    '',
    '"',
    '}',
    '{{',
    '}}',
    '(',
    ')',
    '.',
    '$',
    '|',
    '\n',
    '{{ end }}',
    '{{ else }}',
    ' nope ',
    ':=',
    '\u00e9',
    "'",
    '`',
    '/*',
    '-',
    ',',
    '@',
  ),
);

const missingKeys = ['default', 'default', 'default', 'default', 'zero', 'error'] as const;

/** What a sample of programs is about: each of them uses it. */
export interface Theme {
  name: string;
  program: fc.Arbitrary<TemplateProgram>;
}

function programOf(body: fc.Arbitrary<string>, options: { withFunctions?: boolean; plain?: boolean } = {}) {
  return fc
    .record({
      body,
      values: data,
      damage: fc.option(damage, { freq: 15 }),
      missingKey: fc.constantFrom(...missingKeys),
      delimiters: fc.constantFrom(...Array.from({ length: 20 }, () => ['', ''] as const), ['<<', '>>'] as const),
    })
    .map(({ body, values, damage, missingKey, delimiters: [left, right] }): TemplateProgram => {
      const whole = (options.plain === true ? '' : DEFINED) + body;
      const text = damage === null ? whole : damaged(whole, damage[0], damage[1]);
      const template = left === '' ? text : text.replaceAll('{{', left).replaceAll('}}', right);
      const fns = { sum: { $func: 'sum' }, joined: { $func: 'joined' }, failing: { $func: 'failing' } };
      return {
        template,
        values: options.withFunctions === true ? { ...values, fns } : values,
        missingKey,
        ...(left === '' ? {} : { left, right }),
        ...(options.plain === true ? { plain: true } : {}),
      };
    });
}

function functionTheme(signature: Signature): Theme {
  const use = pipelineWith(signature).chain(action);
  const body = fc.oneof(
    { weight: 3, arbitrary: fc.tuple(use, text, use, use) },
    { weight: 1, arbitrary: fc.tuple(use, statements(1), use) },
    {
      weight: 1,
      arbitrary: fc.tuple(
        use,
        fc.constantFrom(...blockMakers).chain((make) => make(pipelineWith(signature), use)),
      ),
    },
  );
  return { name: signature.name, program: programOf(body.map((parts) => parts.join(''))) };
}

const blockMakers = Object.entries(BLOCKS)
  .filter(([name]) => !SIMPLE.has(name))
  .map(([, make]) => make);

function blockTheme([name, make]: [string, (typeof BLOCKS)[string]]): Theme {
  const isPlain = name === 'plainSlice';
  const body = isPlain || name === 'call' ? make(text, text) : make(pipeline(1), statements(1));
  const whole = fc.tuple(text, body, fc.oneof({ weight: 4, arbitrary: text }, comment), body);
  return {
    name: `{{${name}}}`,
    program: programOf(
      whole.map((parts) => parts.join('')),
      { withFunctions: name === 'call', plain: isPlain },
    ),
  };
}

/** A theme for each form of each function and for each action that holds others. */
export const themes: readonly Theme[] = [...signatures.map(functionTheme), ...Object.entries(BLOCKS).map(blockTheme)];

/** That many programs for each of these themes. */
export function samplePrograms(chosen: readonly Theme[], each: number, seed: number): TemplateProgram[] {
  return chosen.flatMap(({ program }, index) => fc.sample(program, { numRuns: each, seed: (seed + index * 7919) | 0 }));
}
