import { isTimestamp, resolvePlain } from './resolve.ts';
import { YamlError } from './scan/cursor.ts';
import type { YamlValue } from './value.ts';

/** How the bytes of a `!!binary` scalar become text: they need not be UTF-8. */
export type BinaryText = (bytes: Uint8Array) => string;

const lossyText: BinaryText = (bytes) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

const prefix = 'tag:yaml.org,2002:';

/** What a scalar with a tag (in full) stands for. Tags that YAML does not define leave it as text. */
export function resolveTagged(tag: string, text: string, textOf: BinaryText = lossyText): YamlValue {
  const name = tag.startsWith(prefix) ? tag.slice(prefix.length) : '';
  switch (name) {
    case 'binary':
      return binaryText(text, textOf);
    case 'bool':
    case 'int':
    case 'float':
    case 'null':
    case 'timestamp':
      return fitted(name, text);
    default:
      return text;
  }
}

function fitted(name: string, text: string): YamlValue {
  const value = resolvePlain(text, true);
  const found = nameOf(value, text, name === 'timestamp');
  if (found === name) return value;
  if (name === 'float' && typeof value === 'bigint' && value < 2n ** 63n) return Number(value);
  throw new YamlError(`cannot decode !!${found} \`${text}\` as a !!${name}`);
}

function nameOf(value: YamlValue, text: string, mayBeTimestamp: boolean): string {
  if (value === null) return 'null';
  if (typeof value === 'bigint') return 'int';
  if (typeof value === 'number') return 'float';
  if (typeof value === 'boolean') return 'bool';
  return mayBeTimestamp && isTimestamp(text) ? 'timestamp' : 'str';
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function binaryText(text: string, textOf: BinaryText): string {
  const encoded = text.replace(/[\r\n]/g, '');
  if (!base64.test(encoded)) throw new YamlError('!!binary value contains invalid base64 data');
  return textOf(Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0)));
}
