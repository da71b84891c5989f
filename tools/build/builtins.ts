import type { Plugin } from 'rolldown';

const builtinImport = /^import (?:(\w+)|\{([^}]*)\}) from "(node:[a-z0-9/_]+)";$/gm;

/**
 * Takes what a bundle needs of Node as CommonJS does. Who imports a part of Node gets a copy of all its names, for which Node loads
 * WebCrypto, parses the authorities that TLS trusts, and more: a good part of a small command's time.
 */
export function builtins(): Plugin {
  return {
    name: 'builtins',
    renderChunk: (code) =>
      code.replaceAll(builtinImport, (_, whole: string | undefined, names: string | undefined, module: string) => {
        const wanted = whole ?? `{${names?.replaceAll(' as ', ': ')}}`;
        return `const ${wanted} = globalThis.process.getBuiltinModule("${module}");`;
      }),
  };
}
