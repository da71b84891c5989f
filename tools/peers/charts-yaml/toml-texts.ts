import type { Random } from './random.ts';

const good = [
  ...[
    '1',
    '-1',
    '+7',
    '0',
    '1_000',
    '0x1F',
    '0o17',
    '0b101',
    '9223372036854775807',
    '1.5',
    '-0.5',
    '1e3',
    '1E-7',
    '6.02e+23',
    'inf',
    '-inf',
    '+nan',
    'nan',
    '1_0.5_0',
  ],
  ...['true', 'false', '"a"', '""', '"esc \\n \\t \\" \\\\ \\u00e9 \\U0001F600 \\x41 \\e"', "'raw \\n'", '"日本"'],
  ...[
    '"""multi\nline"""',
    '"""\nfirst \\\n   joined"""',
    '"""with ""quotes"" inside"""',
    '"""end"""""',
    "'''raw\nmulti'''",
    "'''\nraw'''",
    "'''it''s'''",
  ],
  ...[
    '1979-05-27',
    '1979-05-27T07:32:00Z',
    '1979-05-27 07:32:00',
    '1979-05-27T00:32:00.999999-07:00',
    '07:32:00',
    '07:32',
    '1979-05-27t07:32z',
  ],
];
const faulty = [
  ...[
    '9223372036854775808',
    '007',
    '1__0',
    '_1',
    '0x',
    '-0x1',
    '0b2',
    '1.',
    '.5',
    '1e',
    '1e400',
    'nnf',
    'info',
    '1_.5',
    '+',
    '-a',
    '1e+',
    '00.5',
    '0_1',
  ],
  ...[
    'True',
    'yes',
    'tru',
    '"bad \\q"',
    '"\\ud800"',
    '"\\u12"',
    '"open',
    "'open",
    '"""too many""""""',
    '"""open',
    "'''open",
    '"\\ "',
    '"""\\  x"""',
  ],
  ...['1979-13-01', '1979-5-27', '7:32:00', '1979-05-27T', 'é', '!', '@x', '#', '', '日', '\u0001', '=', ',', '\udcff'],
];
const keys = ['a', 'b', 'c', 'key-1', 'a.b', 'a.b.c', '"quoted key"', "'raw'", 'a."x.y"', 'b . c', '"a\\u0062"', '1'];
const faultyKeys = ['""', 'é', 'a b', '.', 'a.', '"open', 'a', 'a.b', '"\\q"', '.a', 'a..b'];

/** A TOML document; about one in three has something wrong. */
export function writeToml(random: Random): string {
  return Array.from({ length: 1 + random.below(6) }, () => line(random)).join('');
}

function line(random: Random): string {
  const kind = random.below(12);
  const end = random.chance(0.02) ? '' : random.pick(['\n', '\n', '\n', '\r\n', ' # note\n', '\n\n', '\t\n']);
  if (kind === 0) return `# comment${end}`;
  if (kind < 3) return `[${gap(random)}${key(random)}${gap(random)}]${end}`;
  if (kind === 3) return `[[${key(random)}]]${end}`;
  return `${gap(random)}${key(random)}${gap(random)}=${gap(random)}${value(random, 2)}${end}`;
}

function key(random: Random): string {
  const text = random.chance(0.04) ? random.pick(faultyKeys) : random.pick(keys);
  return /\w$/.test(text) && random.chance(0.9) ? text + random.below(100) : text;
}

function value(random: Random, depth: number): string {
  const kind = depth > 0 ? random.below(8) : 0;
  if (kind < 5) return random.pick(random.chance(0.04) ? faulty : good);
  const items = Array.from({ length: random.below(4) }, () => {
    const item = value(random, depth - 1);
    return kind < 7 ? item : `${key(random)} = ${item}`;
  });
  const comma = random.pick([',', ', ', ',\n  ', ' , # c\n']);
  const body = `${gap(random)}${items.join(comma)}${items.length > 0 && random.chance(0.1) ? ',' : ''}${gap(random)}`;
  return kind < 7 ? `[${body}]` : `{${body}}`;
}

function gap(random: Random): string {
  return random.pick(['', ' ', ' ', ' ', '\t']);
}
