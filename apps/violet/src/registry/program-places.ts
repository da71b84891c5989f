import { posix, win32 } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The files that a program of this name may be, in the order of PATH. Only absolute directories count: Windows looks into the
 * current directory first, and an empty entry of PATH means it elsewhere, and who unpacked what lies there nobody knows.
 */
export function programPlaces(name: string, env: Environment, platform: NodeJS.Platform = process.platform): string[] {
  const isWindows = platform === 'win32';
  const { delimiter, isAbsolute, join } = isWindows ? win32 : posix;
  // Scripts (.cmd, .bat) would need a shell.
  const file = isWindows ? `${name}.exe` : name;
  const directories = pathOf(env, isWindows)
    .split(delimiter)
    // Windows lets a directory with a semicolon be quoted.
    .map((entry) => (isWindows ? entry.replaceAll('"', '') : entry))
    .filter((entry) => isAbsolute(entry) && !(isWindows && isDriveless(entry)));
  return [...new Set(directories)].map((directory) => join(directory, file));
}

/** `\tools` is below the root of whichever drive one is on. */
function isDriveless(path: string): boolean {
  return /^[\\/](?![\\/])/.test(path);
}

/** Names of variables have no case on Windows. */
function pathOf(env: Environment, isWindows: boolean): string {
  const name = isWindows ? Object.keys(env).find((key) => key.toUpperCase() === 'PATH') : 'PATH';
  return (name === undefined ? undefined : env[name]) ?? '';
}
