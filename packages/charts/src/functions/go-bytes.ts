const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes as templates hold them: what is no valid UTF-8 becomes lone surrogates (U+DC00 + byte), so that nothing is lost. */
export function textOfBytes(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    return decodeLeniently(bytes);
  }
}

function decodeLeniently(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length; ) {
    const length = [1, 2, 3, 4].find((size) => isCharacter(bytes.subarray(index, index + size), size));
    text +=
      length === undefined
        ? String.fromCharCode(0xdc00 + (bytes[index] ?? 0))
        : strict.decode(bytes.subarray(index, index + length));
    index += length ?? 1;
  }
  return text;
}

function isCharacter(bytes: Uint8Array, size: number): boolean {
  if (bytes.length !== size) return false;
  try {
    return Array.from(strict.decode(bytes)).length === 1;
  } catch {
    return false;
  }
}

export function base64OfBytes(bytes: Uint8Array): string {
  const chunks: string[] = [];
  for (let start = 0; start < bytes.length; start += 0x8000) {
    chunks.push(String.fromCharCode(...bytes.subarray(start, start + 0x8000)));
  }
  return btoa(chunks.join(''));
}
