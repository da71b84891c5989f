/** A message padded as the SHA family pads it: a one bit, zeros, and its length in bits at the end of the last block. */
export function paddedMessage(bytes: Uint8Array, blockSize: 64 | 128): DataView {
  const lengthSize = blockSize / 8;
  const blocks = Math.ceil((bytes.length + 1 + lengthSize) / blockSize);
  const padded = new Uint8Array(blocks * blockSize);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(bytes.length) * 8n);
  return view;
}
