import type { ClusterServiceVersion } from '@violet/api';
import type { JsonObject } from '@violet/machinery';
import type { Property, RelatedImageBlob } from '../catalog/blobs.ts';

/** One version of an operator, as its bundle image holds it. */
export interface Bundle {
  packageName: string;
  /** Where its annotations put it, as they are written. */
  channels: string[];
  /** Empty where the annotations name none. */
  defaultChannel: string;
  csv: ClusterServiceVersion;
  /** The CSV's. */
  version: string;
  /** All manifests in the order of their files, the CSV among them. */
  objects: JsonObject[];
  /** As `opm render` derives them, without the manifests themselves. */
  properties: Property[];
  /** As metadata/dependencies.yaml has them. */
  dependencies: Property[];
  replaces: string;
  skips: string[];
  skipRange: string;
  relatedImages: RelatedImageBlob[];
  /** What was passed over. */
  warnings: string[];
}
