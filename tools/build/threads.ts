import { basename, dirname, join } from 'node:path';
import type { Plugin } from 'rolldown';

const threadUrl = /new URL\('(\.\/[a-z-]+-thread)\.ts', import\.meta\.url\)/g;

/** Makes the module of each `new Worker(new URL('./…-thread.ts', import.meta.url))` a file of its own beside the bundle. */
export function threads(): Plugin {
  const modules = new Map<string, string>();
  return {
    name: 'threads',
    transform(code, importer) {
      const changed = code.replaceAll(threadUrl, (_, path: string) => {
        const module = join(dirname(importer), `${path}.ts`);
        const fileName = `${basename(path)}.mjs`;
        const known = modules.get(fileName) ?? module;
        if (known !== module) throw new Error(`${known} and ${module} would be the same file of the bundle`);
        if (!modules.has(fileName)) this.emitFile({ type: 'chunk', id: module, fileName });
        modules.set(fileName, module);
        return `new URL('./${fileName}', import.meta.url)`;
      });
      return changed === code ? null : changed;
    },
  };
}
