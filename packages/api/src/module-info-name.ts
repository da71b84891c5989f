import { sha256Hex } from './sha256.ts';

/**
 * The canonical name of the ModuleInfo of one plugin on one cluster: `<cluster>-` and the first 32 hexadecimal digits of
 * SHA-256 of `<cluster>:<plugin>:<plugin>`. A ModuleInfo under any other name is a request to make this one.
 */
export function moduleInfoName(cluster: string, plugin: string): string {
  return `${cluster}-${sha256Hex(`${cluster}:${plugin}:${plugin}`).slice(0, 32)}`;
}
