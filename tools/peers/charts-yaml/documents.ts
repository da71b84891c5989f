/** YAML documents: values written in every style that YAML has, and what is left of them after accidents. */
import type { Random } from './random.ts';

export const words = [
  ...['a', 'b', 'name', 'key-1', 'x.y/z', 'true', 'yes', 'No', 'on', 'null', '~', '', 'y', 'N', '<<', '-', '--', '?'],
  ...['0', '7', '-3', '+12', '0777', '0o17', '08', '0x1F', '0b101', '0b-1', '1_000', '_1', '1__0', '190:20:30'],
  ...['1.5', '.5', '-.5', '1.', '1e3', '1E-7', '+1.5e+3', '1e400', '.inf', '-.INF', '.NaN', '0.1_0', '._5', '0x', '1e'],
  ...[
    '9223372036854775807',
    '9223372036854775808',
    '18446744073709551615',
    '18446744073709551616',
    '-9223372036854775808',
  ],
  ...[
    '2001-01-01',
    '2001-12-14t21:59:43.10-05:00',
    '2001-02-30',
    '2001-1-1 10:0:0',
    '12345.678',
    '100000',
    '1234567.5',
  ],
  ...[
    'hello world',
    'a: b',
    'a #b',
    'a#b',
    '#c',
    'x:y',
    "it's",
    'say "hi"',
    'back\\slash',
    ' lead',
    'trail ',
    'tab\there',
  ],
  ...[
    'line\nbreak',
    'two\n\nbreaks',
    'end\n',
    'end\n\n',
    '\nstart',
    ' x\n y',
    'é',
    '日本',
    '😀 smile',
    '\u0085',
    'a\u2028b',
    '\u00a0',
  ],
  ...[
    '{{ .Values.x }}',
    '{{- if .x }}',
    '%d',
    '@at',
    '`tick`',
    '!bang',
    '&amp',
    '*star',
    '|',
    '>',
    '[',
    ']',
    '{',
    '}',
    ',',
    ':',
    ': ',
  ],
  ...[
    'a long text that goes on and on, so that it must be folded somewhere near the eightieth column of its line, or later',
  ],
];

export type Tree = null | boolean | number | string | Tree[] | Map<string, Tree>;

function tree(random: Random, depth: number): Tree {
  const kind = random.below(depth > 0 ? 10 : 6);
  if (kind < 4) return random.pick(words);
  if (kind === 4) return random.pick([null, true, false]);
  if (kind === 5) return random.pick([0, 1, -1, 42, 1.5, 1e21, 123456789, 0.1]);
  const size = random.below(5);
  if (kind < 7) return Array.from({ length: size }, () => tree(random, depth - 1));
  return new Map(Array.from({ length: size }, () => [random.pick(words), tree(random, depth - 1)]));
}

/** Writes trees in random styles; most of what it writes is valid. */
class Writer {
  private readonly random: Random;
  private readonly anchors: string[] = [];

  constructor(random: Random) {
    this.random = random;
  }

  document(value: Tree): string {
    const { random } = this;
    const start = random.chance(0.15)
      ? random.pick(['---\n', '--- ', '%YAML 1.1\n---\n', '# c\n', '\n', '\ufeff', '%TAG !e! tag:e.com,2000:\n---\n'])
      : '';
    const body = this.block(value, 0, start === '--- ' ? ' ' : '');
    const end = random.chance(0.1) ? random.pick(['...\n', '---\nb: [', '--- x\n', '\n\n', '# end', '...']) : '';
    const text = start + body.replace(/^\n/, '') + end;
    return random.chance(0.05) ? text.replaceAll('\n', random.pick(['\r\n', '\r', '\u0085'])) : text;
  }

  private properties(): string {
    const { random } = this;
    if (!random.chance(0.06)) return '';
    if (random.chance(0.3))
      return `${random.pick(['!!str', '!!int', '!!float', '!!bool', '!!null', '!!binary', '!!map', '!!seq', '!local', '!', '!<tag:yaml.org,2002:str>', '!e!x'])} `;
    const name = random.pick(['a1', 'b', 'c-c', 'd_0']);
    this.anchors.push(name);
    return `&${name} `;
  }

  private alias(): string | undefined {
    return this.anchors.length > 0 && this.random.chance(0.08) ? `*${this.random.pick(this.anchors)}` : undefined;
  }

  private comment(): string {
    return this.random.chance(0.05) ? this.random.pick([' # note', '  #x', '\t# t', ' ']) : '';
  }

  /** From behind a `key:` or `-`, at the column `indent`, to the end of the line. */
  private block(value: Tree, indent: number, before: string): string {
    const { random } = this;
    const alias = this.alias();
    if (alias !== undefined) return `${before}${alias}${this.comment()}\n`;
    const properties = this.properties();
    const isCollection = Array.isArray(value) || value instanceof Map;
    if (!isCollection || random.chance(0.2) || (Array.isArray(value) ? value.length : value.size) === 0) {
      return `${before}${properties}${this.inline(value, indent)}${this.comment()}\n`;
    }
    const lead = `${before}${properties}`.trimEnd();
    const pad = ' '.repeat(indent);
    if (Array.isArray(value)) {
      const items = value.map((item) => `${pad}-${this.nested(item, indent)}`);
      return `${lead}${this.comment()}\n${items.join(this.gap())}`;
    }
    const members = [...value].map(([key, item]) => `${pad}${this.key(key)}:${this.member(item, indent)}`);
    return `${lead}${this.comment()}\n${members.join(this.gap())}`;
  }

  private gap(): string {
    return this.random.chance(0.05) ? this.random.pick(['\n', '# comment\n', '   # indented\n', '  \n']) : '';
  }

  private nested(item: Tree, indent: number): string {
    const { random } = this;
    const isCompact = (Array.isArray(item) || item instanceof Map) && random.chance(0.7);
    const text = this.block(item, indent + 2, ' ');
    return isCompact && text.startsWith('\n') ? ` ${text.trimStart()}` : text;
  }

  private member(item: Tree, indent: number): string {
    const { random } = this;
    const deeper = Array.isArray(item) && random.chance(0.5) ? indent : indent + random.pick([1, 2, 2, 2, 4]);
    return this.block(item, deeper, random.chance(0.05) ? random.pick(['  ', ' \t', '\t']) : ' ');
  }

  private key(key: string): string {
    const { random } = this;
    if (random.chance(0.02))
      return random.pick(['? a\n', '? [x]\n', '? - x\n', '<<', '[a, b]', '{a: b}', '? |\n  k\n']);
    return this.scalar(key, true, 0);
  }

  private inline(value: Tree, indent: number): string {
    const { random } = this;
    if (Array.isArray(value))
      return this.flow(
        '[',
        value.map((item) => this.inline(item, indent)),
        ']',
        indent,
      );
    if (!(value instanceof Map)) return this.scalar(value, false, indent);
    const members = [...value].map(([key, item]) => {
      if (random.chance(0.05)) return this.flowScalar(key);
      return `${random.chance(0.05) ? '? ' : ''}${this.flowScalar(key)}:${random.chance(0.05) ? '' : ' '}${this.inline(item, indent)}`;
    });
    return this.flow('{', members, '}', indent);
  }

  private flow(open: string, items: string[], close: string, indent: number): string {
    const { random } = this;
    const comma = random.chance(0.1) ? `,\n${' '.repeat(indent + 1)}` : random.pick([', ', ',', ' , ']);
    const last = random.chance(0.05) ? ',' : '';
    return `${open}${items.join(comma)}${last}${close}`;
  }

  private flowScalar(key: string): string {
    return this.random.chance(0.5) ? JSON.stringify(key) : this.scalar(key, true, 0);
  }

  private scalar(value: null | boolean | number | string, isKey: boolean, indent: number): string {
    const { random } = this;
    if (typeof value !== 'string') return String(value);
    const style = random.below(10);
    if (style < 2) return this.doubleQuoted(value);
    if (style < 4) return `'${value.replaceAll("'", "''").replaceAll('\n', '\n\n   ')}'`;
    if (style < 6 && !isKey) return this.blockScalar(value, indent);
    if (style < 7 && value.includes(' ')) return value.replaceAll(' ', `\n${' '.repeat(indent + 1)}`);
    return value;
  }

  private doubleQuoted(value: string): string {
    const { random } = this;
    const text = JSON.stringify(value);
    if (random.chance(0.1))
      return text.replace(/ /, random.pick(['\\\n   ', '\n  ', '\\x20', '\\u0020', '\\ ', '\\_']));
    return random.chance(0.05)
      ? text.replace(/[a-z]/, random.pick(['\\N', '\\L', '\\e', '\\U0001F600', '\\ud800', '\\q', '\\x4']))
      : text;
  }

  private blockScalar(value: string, indent: number): string {
    const { random } = this;
    const header = random.pick(['|', '|-', '|+', '>', '>-', '>+', '|2', '>1-', '| # c', '|-3']);
    const pad = ' '.repeat(indent + random.pick([0, 1, 2, 2, 3]));
    return `${header}\n${value
      .split('\n')
      .map((line) => (line === '' ? '' : pad + line))
      .join('\n')}`;
  }
}

export function writeDocument(random: Random): string {
  return new Writer(random).document(tree(random, 4));
}

const fragments = [
  ...[
    '\t',
    ' ',
    '  ',
    '\n',
    ':',
    ': ',
    '- ',
    '? ',
    '# ',
    '"',
    "'",
    '[',
    ']',
    '{',
    '}',
    ',',
    '&a ',
    '*a',
    '!',
    '!!str ',
    '|',
    '>',
    '%',
    '@',
    '`',
  ],
  ...[
    '---',
    '...',
    '\n---\n',
    '\n...\n',
    '<<: ',
    '\\',
    '\u0001',
    '\u007f',
    '\ufeff',
    '\udcff',
    '\udcc3',
    '\ud83d\ude00',
    '\r',
    '\u0085',
    '%YAML 1.2\n',
    '\n\t',
    '=',
    '~',
    '{{ x }}',
  ],
];

/** One to three accidents: something is missing, too much, twice, or somewhere else. */
export function mutate(random: Random, text: string): string {
  let result = text;
  for (let left = 1 + random.below(3); left > 0; left -= 1) result = mutateOnce(random, result);
  return wellFormed(result);
}

/**
 * Half a surrogate pair is nothing that Go could be given. What libyaml makes of a byte order mark elsewhere than at the
 * start depends on where its buffer begins; how soon it sees that the last character is cut, on how far it looks ahead.
 */
function wellFormed(text: string): string {
  return text
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udc7f\udd00-\udfff]/g, '')
    .replace(/(?!^)\ufeff|\udcc3$/g, '');
}

function mutateOnce(random: Random, text: string): string {
  const at = random.below(text.length + 1);
  const length = 1 + random.below(random.chance(0.2) ? 20 : 2);
  switch (random.below(7)) {
    case 0:
      return text.slice(0, at) + text.slice(at + length);
    case 1:
      return text.slice(0, at) + text.slice(at, at + length) + text.slice(at);
    case 2:
      return text.slice(0, at);
    case 3: {
      const lines = text.split('\n');
      const line = random.below(lines.length);
      lines[line] = random.pick([' ', '  ', '\t', '- ', '']) + (lines[line] ?? '').slice(random.below(3));
      return lines.join('\n');
    }
    default:
      return text.slice(0, at) + random.pick(fragments) + text.slice(at + (random.chance(0.3) ? length : 0));
  }
}
