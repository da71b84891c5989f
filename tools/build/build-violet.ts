import { copyFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build, type OutputOptions } from 'rolldown';
import { root } from '../check/source-files.ts';
import { builtins } from './builtins.ts';
import { gathered } from './gathered.ts';
import { packagesOf, thirdPartyNotices } from './notices.ts';
import { threads } from './threads.ts';

/** Under the LGPL: shipped as it is, as files of its own that whoever has them can replace. */
const unbundled = 'openpgp';

/** Anew for each build: the plugins remember what they have seen. */
function sources() {
  return {
    input: { violet: join(root, 'apps/violet/src/main.ts') },
    platform: 'node',
    external: [unbundled],
    plugins: [threads(), builtins()],
    // A module of ours that is imported for nothing does nothing.
    treeshake: { moduleSideEffects: [{ test: /\/(packages|apps)\//, sideEffects: false }] },
    logLevel: 'warn',
  } satisfies BuildOptions;
}

const shape = {
  format: 'esm',
  // Then Node need not look for what a package.json says.
  entryFileNames: '[name].mjs',
  chunkFileNames: '[name]-[hash].mjs',
  // Names of functions stay, for whoever reports an error.
  minify: { compress: true, mangle: { keepNames: true }, codegen: true },
} satisfies OutputOptions;

/** Writes the command line as it is shipped: `bin/violet.mjs`, what it loads, and the licences of others. */
export async function buildViolet(directory: string): Promise<void> {
  rmSync(directory, { recursive: true, force: true });
  const output = { ...shape, dir: join(directory, 'lib') };
  const scattered = await build({ ...sources(), output, write: false });
  const { output: files } = await build({ ...sources(), output: { ...output, codeSplitting: gathered(scattered) } });
  const modules = files.flatMap((file) => (file.type === 'chunk' ? Object.keys(file.modules) : []));
  mkdirSync(join(directory, 'bin'));
  copyFileSync(join(import.meta.dirname, 'violet.mjs'), join(directory, 'bin/violet.mjs'));
  writeFileSync(
    join(directory, 'package.json'),
    `${JSON.stringify({ name: 'violet', private: true, type: 'module' })}\n`,
  );
  copyFileSync(join(root, 'LICENSE'), join(directory, 'LICENSE'));
  const names = packagesOf([...modules, join(root, 'node_modules', unbundled, 'package.json')]);
  writeFileSync(join(directory, 'THIRD-PARTY-NOTICES.txt'), thirdPartyNotices(names));
  cpSync(join(root, 'node_modules', unbundled), join(directory, 'node_modules', unbundled), { recursive: true });
}
