import type { Readable } from 'node:stream';
import type { Reference } from '@violet/oci';
import type { FilePlace } from '../write/copy-blob.ts';

export interface SourceManifest {
  bytes: Uint8Array;
  /** What its bearer says that it is; undefined where only the manifest itself can tell. */
  mediaType: string | undefined;
}

/** Where images and charts are read from while a package is built: a registry, an image layout, memory. */
export interface ImageSource {
  /** `at` is a tag or digest in the image's repository. Undefined where there is no such manifest. */
  manifest(image: Reference, at: string): Promise<SourceManifest | undefined>;
  /** Content that ends with an error where it is not what its digest says; undefined where there is no such blob. */
  blob(image: Reference, digest: string): Promise<Readable | undefined>;
  /** Where the same content is, for who copies it; undefined where it is in no file. */
  place?(image: Reference, digest: string): Promise<FilePlace | undefined>;
}
