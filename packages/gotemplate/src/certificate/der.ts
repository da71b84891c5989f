import { joinBytes } from '../hash/hmac.ts';

// What X.509 needs of ASN.1's distinguished encoding, to write and to read.

const BOOLEAN = 0x01;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const NULL = 0x05;
const OBJECT_IDENTIFIER = 0x06;
const UTF8_STRING = 0x0c;
const PRINTABLE_STRING = 0x13;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;
const SEQUENCE = 0x30;
const SET = 0x31;

export function element(tag: number, ...content: Uint8Array[]): Uint8Array {
  const body = joinBytes(content);
  return joinBytes([Uint8Array.of(tag), lengthBytes(body.length), body]);
}

function lengthBytes(length: number): Uint8Array {
  if (length < 0x80) {
    return Uint8Array.of(length);
  }
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) {
    bytes.unshift(rest % 256);
  }
  return Uint8Array.of(0x80 | bytes.length, ...bytes);
}

export function sequence(...content: Uint8Array[]): Uint8Array {
  return element(SEQUENCE, ...content);
}

export function setOf(...content: Uint8Array[]): Uint8Array {
  return element(SET, ...content);
}

export function boolean(value: boolean): Uint8Array {
  return element(BOOLEAN, Uint8Array.of(value ? 0xff : 0));
}

export function nothing(): Uint8Array {
  return element(NULL);
}

/** A whole number from its big-endian bytes without sign. */
export function unsignedInteger(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte !== 0);
  const magnitude = first < 0 ? Uint8Array.of(0) : bytes.subarray(first);
  return element(INTEGER, (magnitude[0] ?? 0) >= 0x80 ? Uint8Array.of(0) : new Uint8Array(0), magnitude);
}

export function bitString(bytes: Uint8Array, unusedBits = 0): Uint8Array {
  return element(BIT_STRING, Uint8Array.of(unusedBits), bytes);
}

export function octetString(...content: Uint8Array[]): Uint8Array {
  return element(OCTET_STRING, ...content);
}

/** From its dotted form. */
export function objectIdentifier(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return element(OBJECT_IDENTIFIER, Uint8Array.from([first * 40 + second, ...rest].flatMap(base128)));
}

function base128(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) {
    bytes.unshift((rest & 0x7f) | 0x80);
  }
  return bytes;
}

/** Printable if its characters allow it, else UTF-8. */
export function directoryString(text: string): Uint8Array {
  const tag = /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(text) ? PRINTABLE_STRING : UTF8_STRING;
  return element(tag, new TextEncoder().encode(text));
}

/** The two-digit form until 2049, as X.509 wants it. */
export function time(milliseconds: number): Uint8Array {
  const digits = new Date(milliseconds)
    .toISOString()
    .replace(/\.[0-9]+Z$/, 'Z')
    .replace(/[-:T]/g, '');
  const year = new Date(milliseconds).getUTCFullYear();
  const isShort = year >= 1950 && year < 2050;
  return element(isShort ? UTC_TIME : GENERALIZED_TIME, new TextEncoder().encode(isShort ? digits.slice(2) : digits));
}

export interface DerElement {
  tag: number;
  content: Uint8Array;
  /** With tag and length. */
  whole: Uint8Array;
}

/** The elements that follow each other in these bytes; undefined if they are cut or malformed. */
export function readElements(bytes: Uint8Array): DerElement[] | undefined {
  const elements: DerElement[] = [];
  for (let at = 0; at < bytes.length; ) {
    const header = readHeader(bytes, at);
    if (header === undefined || header.start + header.length > bytes.length) {
      return undefined;
    }
    const end = header.start + header.length;
    elements.push({ tag: bytes[at] ?? 0, content: bytes.subarray(header.start, end), whole: bytes.subarray(at, end) });
    at = end;
  }
  return elements;
}

function readHeader(bytes: Uint8Array, at: number): { start: number; length: number } | undefined {
  const first = bytes[at + 1];
  if (first === undefined) {
    return undefined;
  }
  if (first < 0x80) {
    return { start: at + 2, length: first };
  }
  const size = first & 0x7f;
  if (size === 0 || size > 4 || at + 2 + size > bytes.length) {
    return undefined;
  }
  const length = bytes.subarray(at + 2, at + 2 + size).reduce((sum, byte) => sum * 256 + byte, 0);
  return { start: at + 2 + size, length };
}
