import { createFilePool, openPackage, type PackageFile } from '@violet/archive';
import { eachAtOnce, Failure } from '@violet/machinery';

/** A package that was named: open, or why it cannot be opened. */
export interface OpenedPackage {
  path: string;
  file?: PackageFile;
  failure?: Failure;
}

/** A directory may have more packages than a process may have open files; connections to a registry count among these. */
const maxOpenFiles = 16;
const openedAtOnce = 8;

export async function openPackages(paths: readonly string[]): Promise<OpenedPackage[]> {
  const pool = createFilePool(maxOpenFiles);
  const opened = paths.map((path): OpenedPackage => ({ path }));
  await eachAtOnce(opened, openedAtOnce, async (one) => {
    try {
      one.file = await openPackage(one.path, { pool });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      one.failure = error;
    }
  });
  return opened;
}
