import { type FunctionMap, goFunction } from '../function.ts';
import { adler32 } from '../hash/adler32.ts';
import { sha1 } from '../hash/sha1.ts';
import { sha256 } from '../hash/sha256.ts';
import { sha512 } from '../hash/sha512.ts';
import { decodeBase32, decodeBase64, encodeBase32, encodeBase64 } from '../text/base-encoding.ts';
import { fromBytes, isAscii, toBytes } from '../text/bytes.ts';

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

export function toHex(bytes: Uint8Array): string {
  let out = '';
  for (let index = 0; index < bytes.length; index++) {
    out += HEX[bytes[index] ?? 0];
  }
  return out;
}

/** A decoder whose complaint is its answer, as sprig's are. */
function decoder(decode: (text: string) => Uint8Array) {
  return goFunction(['string'], ([text]) => {
    try {
      return fromBytes(decode(text));
    } catch (error) {
      return error instanceof Error ? error.message : '';
    }
  });
}

function digest(hash: (bytes: Uint8Array) => Uint8Array) {
  return goFunction(['string'], ([text]) => toHex(hash(toBytes(text))));
}

export const ENCODING_FUNCTIONS: FunctionMap = {
  b64enc: goFunction(['string'], ([text]) => (isAscii(text) ? btoa(text) : encodeBase64(toBytes(text)))),
  b64dec: decoder(decodeBase64),
  b32enc: goFunction(['string'], ([text]) => encodeBase32(toBytes(text))),
  b32dec: decoder(decodeBase32),
  sha1sum: digest(sha1),
  sha256sum: digest(sha256),
  sha512sum: digest(sha512),
  adler32sum: goFunction(['string'], ([text]) => String(adler32(toBytes(text)))),
};
