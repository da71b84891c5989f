import { Failure, isJsonObject } from '@violet/machinery';
import { parseObject } from './manifest.ts';

/** The part of an image's configuration that tells what it runs on and what its layers unpack to. */
export interface ImageConfig {
  architecture: string;
  os: string;
  variant?: string;
  created?: string;
  config?: { Labels?: Record<string, string> | null; Entrypoint?: string[] | null; Cmd?: string[] | null };
  rootfs: { type: 'layers'; diff_ids: string[] };
  history?: { created_by?: string; empty_layer?: boolean }[];
}

/** Throws an Invalid failure that names `source`. */
export function parseImageConfig(bytes: Uint8Array, source: string): ImageConfig {
  const value = parseObject(bytes, source);
  for (const field of ['architecture', 'os'] as const) {
    if (typeof value[field] !== 'string') throw new Failure('Invalid', `${source}: ${field}: it is missing`);
  }
  const rootfs = value.rootfs;
  if (!isJsonObject(rootfs) || !Array.isArray(rootfs.diff_ids)) {
    throw new Failure('Invalid', `${source}: rootfs.diff_ids: it is missing`);
  }
  return value as unknown as ImageConfig;
}
