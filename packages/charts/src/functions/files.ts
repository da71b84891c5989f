import {
  fromBytes,
  type GoFunction,
  GoInteger,
  GoMap,
  GoSlice,
  goFunction,
  type PlainMap,
  stringSlice,
} from '@violet/gotemplate';
import type { ChartFile } from '../chart/chart.ts';
import { basePath } from '../chart/clean-path.ts';
import { base64OfBytes } from './base64.ts';
import { compileGlob } from './glob.ts';
import { toYaml } from './to-yaml.ts';

/** `.Files`: the chart's files by name, with Get, GetBytes, Glob, Lines, AsConfig and AsSecrets. */
export function filesValue(files: readonly ChartFile[]): GoMap {
  const byName = new Map(files.map((file) => [file.name, file.data]));
  return new GoMap('engine.files', lazyEntries(byName), { element: '[]uint8', methods: methodsOf(byName) });
}

function methodsOf(files: ReadonlyMap<string, Uint8Array>): Record<string, GoFunction> {
  const textOf = (name: string) => fromBytes(files.get(name) ?? new Uint8Array());
  return {
    Get: goFunction(['string'], ([name]) => textOf(name)),
    GetBytes: goFunction(['string'], ([name]) => byteSlice(files.get(name) ?? new Uint8Array())),
    Lines: goFunction(['string'], ([name]) => {
      const text = textOf(name);
      return stringSlice(text === '' ? [] : text.replace(/\n$/, '').split('\n'));
    }),
    Glob: goFunction(['string'], ([pattern]) => {
      const glob = compileGlob(pattern) ?? /^.*$/s;
      return filesValue([...files].filter(([name]) => glob.test(name)).map(([name, data]) => ({ name, data })));
    }),
    AsConfig: goFunction([], () => toYaml(byBaseName(files, fromBytes))),
    AsSecrets: goFunction([], () => toYaml(byBaseName(files, base64OfBytes))),
  };
}

function byBaseName(files: ReadonlyMap<string, Uint8Array>, encode: (data: Uint8Array) => string): PlainMap {
  const result: PlainMap = {};
  for (const [name, data] of files) result[basePath(name)] = encode(data);
  return result;
}

/** Ranging over `.Files` is common, looking at the bytes it gives is not: they are only made when they are looked at. */
function lazyEntries(files: ReadonlyMap<string, Uint8Array>): PlainMap {
  const entries: PlainMap = {};
  for (const [name, data] of files) {
    Object.defineProperty(entries, name, { enumerable: true, configurable: true, get: () => byteSlice(data) });
  }
  return entries;
}

function byteSlice(data: Uint8Array): GoSlice {
  return new GoSlice(
    '[]uint8',
    Array.from(data, (byte) => new GoInteger('uint8', BigInt(byte))),
  );
}
