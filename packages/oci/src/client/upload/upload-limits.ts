/** What a registry, or a proxy before it, has shown that it cannot take: learned by one upload, spared to the others. */
export interface UploadLimits {
  /** The largest body of a request that may still pass. */
  bodyBytes: number;
  /** Blobs in pieces. */
  takesChunks: boolean;
  /** A blob in the request that ends its upload. */
  takesWhole: boolean;
  /** Mounts refused in a row: see `mayMount`. */
  mountRefusals: number;
}

const maxMountRefusals = 3;

export function createUploadLimits(): UploadLimits {
  return { bodyBytes: Number.POSITIVE_INFINITY, takesChunks: true, takesWhole: true, mountRefusals: 0 };
}

/** Whether it is worth asking for another mount. */
export function mayMount({ mountRefusals }: UploadLimits): boolean {
  return mountRefusals < maxMountRefusals;
}
