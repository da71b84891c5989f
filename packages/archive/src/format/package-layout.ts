import { blobPath, paddedSize, tarBlockSize, tarHeaderSize } from '@violet/oci';
import { type LackingBlob, printBlobList } from './blobs-json.ts';
import { entryNames } from './entries.ts';

export interface BlobEntry {
  digest: string;
  size: number;
  /** Where in the tar the blob's header begins. */
  offset: number;
}

/** Text entries in order, then blobs in order; everything has its place before the first byte is written. */
export interface PackageLayout {
  files: { name: string; bytes: Buffer }[];
  blobs: BlobEntry[];
  tarLength: number;
}

const endOfTar = 2 * tarBlockSize;

export interface LayoutInput {
  manifest: string;
  layoutMarker: string;
  index: string;
  /** In the order in which they are written. */
  blobs: readonly { digest: string; size: number }[];
  /** What is left to a base, by digest. */
  lacking?: readonly LackingBlob[];
}

/** `blobs.json` holds offsets that depend on its own length; its length only grows with them, so this settles at once. */
export function packageLayout(input: LayoutInput): PackageLayout {
  const { lacking = [] } = input;
  let blobsText = Buffer.from(printBlobList(placeBlobs(input, 0), lacking));
  for (;;) {
    const blobs = placeBlobs(input, blobsText.length);
    const text = Buffer.from(printBlobList(blobs, lacking));
    if (text.length === blobsText.length) {
      const last = blobs.at(-1);
      const end = last === undefined ? sizeOfFiles(input, text.length) : entryEnd(last);
      return { files: filesOf(input, text), blobs, tarLength: end + endOfTar };
    }
    blobsText = text;
  }
}

/** Where in the tar the content of a blob begins. */
export function contentStart({ digest, offset }: Pick<BlobEntry, 'digest' | 'offset'>): number {
  return offset + tarHeaderSize(blobPath(digest));
}

export function entryEnd(entry: BlobEntry): number {
  return contentStart(entry) + paddedSize(entry.size);
}

function placeBlobs(input: LayoutInput, blobsTextLength: number): BlobEntry[] {
  let offset = sizeOfFiles(input, blobsTextLength);
  return input.blobs.map(({ digest, size }) => {
    const entry = { digest, size, offset };
    offset = entryEnd(entry);
    return entry;
  });
}

function sizeOfFiles(input: LayoutInput, blobsTextLength: number): number {
  const lengths = [input.manifest, input.layoutMarker, input.index].map((text) => Buffer.byteLength(text));
  return [...lengths, blobsTextLength].reduce((sum, length) => sum + tarBlockSize + paddedSize(length), 0);
}

function filesOf(input: LayoutInput, blobsText: Buffer): PackageLayout['files'] {
  return [
    { name: entryNames.manifest, bytes: Buffer.from(input.manifest) },
    { name: entryNames.blobs, bytes: blobsText },
    { name: entryNames.layout, bytes: Buffer.from(input.layoutMarker) },
    { name: entryNames.index, bytes: Buffer.from(input.index) },
  ];
}
