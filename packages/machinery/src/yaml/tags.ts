import { Scalar, type ScalarTag } from 'yaml';

/**
 * How Go's sigs.k8s.io/yaml reads plain scalars: YAML 1.1 with `y` and `off` as booleans and `017` and `0o17` as octal,
 * but times of day (`12:30`) and dates as text.
 */
export const goScalars: ScalarTag[] = [
  {
    tag: 'tag:yaml.org,2002:null',
    default: true,
    identify: (value) => value === null || value === undefined,
    createNode: () => new Scalar(null),
    test: /^(?:~|[Nn]ull|NULL)?$/,
    resolve: () => null,
    stringify: () => 'null',
  },
  {
    tag: 'tag:yaml.org,2002:bool',
    default: true,
    identify: (value) => typeof value === 'boolean',
    test: /^(?:[Yy]|[Yy]es|YES|[Nn]|[Nn]o|NO|[Tt]rue|TRUE|[Ff]alse|FALSE|[Oo]n|ON|[Oo]ff|OFF)$/,
    resolve: (text) => /^(?:y|yes|true|on)$/i.test(text),
    stringify: ({ value }) => String(value),
  },
  {
    tag: 'tag:yaml.org,2002:int',
    default: true,
    test: /^[-+]?(?:0[xX][\dA-Fa-f_]+|0[bB][01_]+|0[oO]?[0-7_]+|[1-9][\d_]*|0)$/,
    resolve: readInteger,
  },
  {
    tag: 'tag:yaml.org,2002:float',
    default: true,
    identify: (value) => typeof value === 'number',
    test: /^[-+]?(?:\.[\d_]+|\d[\d_]*(?:\.[\d_]*)?)(?:[eE][-+]?\d+)?$/,
    resolve: readFloat,
    stringify: ({ value }) => String(value),
  },
  {
    tag: 'tag:yaml.org,2002:float',
    default: true,
    format: 'NAN',
    test: /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
    resolve: (text) => (/nan/i.test(text) ? Number.NaN : text.startsWith('-') ? -Infinity : Infinity),
  },
  {
    tag: 'tag:yaml.org,2002:binary',
    default: false,
    resolve: (text) => new TextDecoder().decode(Uint8Array.from(atob(text), (char) => char.charCodeAt(0))),
  },
];

const lineSeparators = /[\u0085\u2028\u2029\ufeff]/;

/** What other readers take for dates, times or line breaks is quoted when printed. */
export const quotedScalars: ScalarTag[] = [
  {
    tag: 'tag:yaml.org,2002:str',
    default: true,
    identify: (value) => typeof value === 'string' && (lineSeparators.test(value) || isBlank(value)),
    resolve: (text) => text,
    stringify: ({ value }) =>
      JSON.stringify(value).replace(
        new RegExp(lineSeparators, 'g'),
        (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
      ),
  },
  {
    tag: 'tag:yaml.org,2002:timestamp',
    default: true,
    identify: () => false,
    test: /^(?:\d{4}-\d{1,2}-\d{1,2}(?:[Tt ].*)?|[-+]?\d+(?::[0-5]?\d)+(?:\.\d*)?|[=<]|<<)$/,
    resolve: (text) => text,
  },
];

/** Blanks on lines without anything else are no content of a block: they would be lost. */
function isBlank(text: string): boolean {
  return text.trim() === '' && /[ \t]/.test(text);
}

function readInteger(text: string): number {
  const plain = text.replaceAll('_', '');
  const [, sign = '', digits = ''] = /^([-+]?)(.*)$/.exec(plain) ?? [];
  const octal = /^0[oO]?([0-7]+)$/.exec(digits)?.[1];
  const size = octal === undefined ? Number(digits) : Number.parseInt(octal, 8);
  return sign === '-' && size !== 0 ? -size : size;
}

/** A number too large for a float stays text. */
function readFloat(text: string): number | string {
  const number = Number(text.replaceAll('_', ''));
  if (!Number.isFinite(number)) return text;
  return number === 0 ? 0 : number;
}
