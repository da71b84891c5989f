import type { Credentials, Registry } from '@violet/oci';
import type { Reach } from '../reach/reach.ts';

/** On whose behalf an image is read: what its reader may do, and where that may lead. */
export interface ImageReading {
  /** What the pull secrets of the CatalogSource hold for the image's registry. */
  credentials?: Credentials;
  /** The CatalogSource is one of the catalogue namespace: without credentials the platform's own account may be used at the platform's own registry. */
  isTrusted: boolean;
  /** Absent where the image may be anywhere: the platform itself offers the catalogue. */
  addressesOf?: Reach;
  /** Ends a reading that takes too long. */
  signal: AbortSignal;
}

/** Makes the client of the registry that holds an image, for one reading: it is closed afterwards. */
export type OpenImageRegistry = (image: string, reading: ImageReading) => Registry;
