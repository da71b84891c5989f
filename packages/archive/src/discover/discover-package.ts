import type { ModulePlugin } from '@violet/api';
import type { ExtensionPackage } from '../manifest/extension-package.ts';
import type { ImageSource } from '../sources/image-source.ts';

export interface DiscoverOptions {
  name: string;
  /** `<registry>/<repository>:<tag>` of a chart or operator bundle. */
  artifact: string;
  platforms: string[];
  /** Wins over the one inside the chart. */
  modulePlugin?: ModulePlugin;
  defaultCatalogSource?: string;
  skipPackageImages?: boolean;
}

/**
 * Reads the artifact and says what a package of it consists of: operator bundle, plugin or plain chart, and its images. What
 * reads charts is loaded here, because those who only open packages should not wait for it.
 */
export async function discoverPackage(source: ImageSource, options: DiscoverOptions): Promise<ExtensionPackage> {
  const { discover } = await import('./discover.ts');
  return discover(source, options);
}
