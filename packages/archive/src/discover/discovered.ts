import type { ModulePlugin } from '@violet/api';
import type { PackageType } from '../manifest/extension-package.ts';

/** What an artifact says about itself. */
export interface Discovered {
  type: PackageType;
  version: string;
  displayName: string;
  /** References of the images that belong to it. */
  images: string[];
  modulePlugin?: ModulePlugin;
}
