import type { Plugin } from 'rolldown';

const builtinImport = /^import (?:(\w+)|\{([^}]*)\}) from "(node:[a-z0-9/_]+)";$/gm;

/** Hardly any run starts a program, and Node's part for it is large: loaded when one is started. */
const startsPrograms = 'node:child_process';
const startedLate = `export const spawn = (...words) => process.getBuiltinModule('${startsPrograms}').spawn(...words);
export default { spawn };`;

/**
 * Takes what a bundle needs of Node as CommonJS does. Who imports a part of Node gets a copy of all its names, for which Node loads
 * WebCrypto, parses the authorities that TLS trusts, and more: a good part of a small command's time.
 */
export function builtins(): Plugin {
  return {
    name: 'builtins',
    resolveId: (name) => (name === startsPrograms ? { id: `\0${name}`, moduleSideEffects: false } : null),
    load: (id) => (id === `\0${startsPrograms}` ? startedLate : null),
    renderChunk: (code) =>
      code.replaceAll(builtinImport, (_, whole: string | undefined, names: string | undefined, module: string) => {
        const wanted = whole ?? `{${names?.replaceAll(' as ', ': ')}}`;
        return `const ${wanted} = globalThis.process.getBuiltinModule("${module}");`;
      }),
  };
}
