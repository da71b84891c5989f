import type { OutputOptions, RolldownOutput } from 'rolldown';

type Grouping = Extract<OutputOptions['codeSplitting'], object>;

/** Commands for which a tenth of a second counts, by the module that each begins with. */
const doors = { show: 'show-package.ts', push: 'push-command.ts' };

/**
 * Puts together what is loaded together: left alone, a bundler makes a file of each set of modules that the same commands need,
 * and Node takes as long to find and link fifty small files as to run what a push does before its first request.
 * `scattered` is such a bundle. What `violet` needs for any command stays where it is.
 */
export function gathered(scattered: RolldownOutput): Grouping {
  const always = loadedWith(scattered, 'main.ts');
  const show = loadedWith(scattered, doors.show);
  const push = loadedWith(scattered, doors.push);
  return {
    groups: [
      { name: 'package', test: (module) => !always.has(module) && show.has(module) && push.has(module) },
      { name: 'push', test: (module) => !always.has(module) && push.has(module) },
    ],
  };
}

/** Modules that Node loads at once with this one. */
function loadedWith({ output }: RolldownOutput, entry: string): Set<string> {
  const chunks = new Map(output.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file] as const] : [])));
  const first = [...chunks.values()].find(({ facadeModuleId }) => facadeModuleId?.endsWith(`/${entry}`));
  if (first === undefined) throw new Error(`the bundle has no file that begins with ${entry}`);
  const files = new Set([first.fileName]);
  const modules = new Set<string>();
  for (const fileName of files) {
    const chunk = chunks.get(fileName);
    for (const module of Object.keys(chunk?.modules ?? {})) modules.add(module);
    for (const imported of chunk?.imports ?? []) files.add(imported);
  }
  return modules;
}
