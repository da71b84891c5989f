import { Failure } from '@violet/machinery';
import type { DigestAlgorithm } from '@violet/oci';

export interface ChecksumFile {
  path: string;
  algorithm: DigestAlgorithm;
  /** In lower case. */
  hex: string;
}

const lengths: Readonly<Record<DigestAlgorithm, number>> = { sha256: 64, sha512: 128 };
/** `sha256sum` and `shasum`, in text and binary mode. */
const coreutilsLine = /^([0-9a-fA-F]+) [ *](.+)$/;
/** Stands before a line whose name they had to escape. */
const escapeMark = '\\';
const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', '\\': '\\' };
/** `openssl dgst` and the tools of BSD; their algorithm is the file's own, whatever they call it. */
const taggedLine = /^SHA(?:2-)?(256|512) ?\((.+)\) ?= ([0-9a-fA-F]+)$/;

/**
 * The checksum that a file holds for the file `name`: alone, or in a line as the usual tools print it. Of several lines the
 * one with this name counts, whatever directory it names. Throws Invalid where there is none.
 */
export function parseChecksumFile(
  content: Uint8Array,
  { path, name, algorithm }: { path: string; name: string; algorithm: DigestAlgorithm },
): ChecksumFile {
  const lines = textOf(content)
    .split(/\r?\n/)
    .map((line) => line.trim());
  const filled = lines.filter((line) => line !== '');
  const [only = ''] = filled;
  const hex = filled.length === 1 && isHex(only) ? only : checksumOf(filled, name, algorithm);
  if (hex === undefined) {
    throw unreadable(
      path,
      `it names no ${algorithm} checksum of ${name}`,
      `Write the ${lengths[algorithm]} hexadecimal digits alone, or what ${algorithm}sum prints.`,
    );
  }
  if (hex.length !== lengths[algorithm]) {
    throw unreadable(
      path,
      `a ${algorithm} checksum has ${lengths[algorithm]} hexadecimal digits, this one has ${hex.length}`,
    );
  }
  return { path, algorithm, hex: hex.toLowerCase() };
}

function checksumOf(lines: readonly string[], name: string, algorithm: DigestAlgorithm): string | undefined {
  const found = new Set<string>();
  for (const line of lines) {
    const isEscaped = line.startsWith(escapeMark);
    const text = isEscaped ? line.slice(escapeMark.length) : line;
    const tagged = taggedLine.exec(text);
    const [file = '', hex = ''] = tagged === null ? plain(text) : [tagged[2], tagged[3]];
    const isOther = tagged !== null && `sha${tagged[1]}` !== algorithm;
    if (!isOther && isNamed(isEscaped ? unescaped(file) : file, name)) found.add(hex.toLowerCase());
  }
  return found.size === 1 ? [...found][0] : undefined;
}

function plain(line: string): [string | undefined, string | undefined] {
  const [, hex, file] = coreutilsLine.exec(line) ?? [];
  return [file, hex];
}

function unescaped(file: string): string {
  return file.replace(/\\([nr\\])/g, (_, letter: string) => escapes[letter] ?? letter);
}

/** Whatever directory is before it, of either kind of system. */
function isNamed(path: string, name: string): boolean {
  return path.endsWith(name) && ['', '/', '\\'].includes(path.at(-name.length - 1) ?? '');
}

function isHex(text: string): boolean {
  return /^[0-9a-fA-F]+$/.test(text);
}

/** PowerShell 5 writes UTF-16 where nobody asks for anything else, with a byte order mark that says so. */
function textOf(content: Uint8Array): string {
  const [first, second] = content;
  const isLittle = first === 0xff && second === 0xfe;
  const isBig = first === 0xfe && second === 0xff;
  return new TextDecoder(isLittle ? 'utf-16le' : isBig ? 'utf-16be' : 'utf-8').decode(content);
}

function unreadable(path: string, why: string, hint?: string): Failure {
  return new Failure('Invalid', `${path} is no checksum file: ${why}`, {
    reason: 'NoChecksum',
    ...(hint === undefined ? {} : { hint }),
  });
}
