import { openPackage, type PackageFile } from '@violet/archive';
import { Failure } from '@violet/machinery';

/** A package that was named: open, or why it cannot be opened. */
export interface OpenedPackage {
  path: string;
  file?: PackageFile;
  failure?: Failure;
}

export async function openPackages(paths: readonly string[]): Promise<OpenedPackage[]> {
  return Promise.all(
    paths.map(async (path): Promise<OpenedPackage> => {
      try {
        return { path, file: await openPackage(path) };
      } catch (error) {
        if (error instanceof Failure) return { path, failure: error };
        throw error;
      }
    }),
  );
}
