import { type FunctionMap, goFunction } from '../function.ts';

/** Go's path.Clean: the shortest path that means the same. */
function clean(path: string): string {
  if (path === '') {
    return '.';
  }
  const isRooted = path.startsWith('/');
  const kept: string[] = [];
  for (const element of path.split('/')) {
    if (element === '..') {
      if (kept.length > 0 && kept.at(-1) !== '..') {
        kept.pop();
      } else if (!isRooted) {
        kept.push('..');
      }
    } else if (element !== '' && element !== '.') {
      kept.push(element);
    }
  }
  const joined = kept.join('/');
  return isRooted ? `/${joined}` : joined || '.';
}

function base(path: string): string {
  if (path === '') {
    return '.';
  }
  const last = path.split('/').findLast((element) => element !== '');
  return last ?? '/';
}

function directory(path: string): string {
  return clean(path.slice(0, path.lastIndexOf('/') + 1));
}

function extension(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot);
}

const baseOf = goFunction(['string'], ([path]) => base(path));
const directoryOf = goFunction(['string'], ([path]) => directory(path));
const cleaned = goFunction(['string'], ([path]) => clean(path));
const extensionOf = goFunction(['string'], ([path]) => extension(path));
const isAbsolute = goFunction(['string'], ([path]) => path.startsWith('/'));

/** Paths with slashes; those of the operating system are Linux's. */
export const PATH_FUNCTIONS: FunctionMap = {
  base: baseOf,
  dir: directoryOf,
  clean: cleaned,
  ext: extensionOf,
  isAbs: isAbsolute,
  osBase: baseOf,
  osDir: directoryOf,
  osClean: cleaned,
  osExt: extensionOf,
  osIsAbs: isAbsolute,
};
