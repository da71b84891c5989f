/** A message padded as the SHA family pads it: a one bit, zeros, and its length in bits at the end of the last block. */
export function paddedMessage(bytes: Uint8Array, blockSize: 64 | 128): DataView {
  const lengthSize = blockSize / 8;
  const blocks = Math.ceil((bytes.length + 1 + lengthSize) / blockSize);
  const padded = new Uint8Array(blocks * blockSize);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(padded.length - 4, (bytes.length << 3) >>> 0);
  return view;
}

/** The words of a state, each with its highest byte first. */
export function bigEndianBytes(state: Int32Array): Uint8Array {
  const bytes = new Uint8Array(state.length * 4);
  for (let index = 0; index < bytes.length; index++) {
    bytes[index] = (state[index >> 2] ?? 0) >>> (24 - 8 * (index & 3));
  }
  return bytes;
}
