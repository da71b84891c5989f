import { decodeBase64, encodeBase64 } from '../text/base-encoding.ts';

export interface PemBlock {
  type: string;
  bytes: Uint8Array;
}

/** The first block in a text; undefined if there is none. */
export function decodePem(text: string): PemBlock | undefined {
  const start = /-----BEGIN ([^\n-]*)-----[ \t\r]*\n/.exec(text);
  if (start === null) {
    return undefined;
  }
  const type = start[1] ?? '';
  const from = start.index + start[0].length;
  const end = text.indexOf(`-----END ${type}-----`, from);
  if (end < 0) {
    return undefined;
  }
  try {
    return { type, bytes: decodeBase64(text.slice(from, end).replace(/[ \t]/g, '')) };
  } catch {
    return undefined;
  }
}

export function encodePem({ type, bytes }: PemBlock): string {
  const lines = encodeBase64(bytes).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${type}-----\n${lines.map((line) => `${line}\n`).join('')}-----END ${type}-----\n`;
}
