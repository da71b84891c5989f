import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { isJsonObject, type Json, type JsonObject } from '@violet/machinery';
import { packageOf, supportsOwnNamespace, versionOf } from './bundle-facts.ts';
import { standIns } from './stand-ins.ts';

/** A public operator whose bundles become one channel, each replacing the one before it. */
export interface PublicPackage {
  name: string;
  /** CSV names, the oldest first. */
  csvs: readonly string[];
  /** Whether every version may be installed for its own namespace alone. */
  forOwnNamespace: boolean;
}

const channel = 'stable';
const maxBuffer = 64 * 1024 * 1024;

/** Names of the public operators in this folder: each has a folder of its own, with one for each version. */
export function publicOperators(folder: string): string[] {
  return readdirSync(folder).filter((name) => statSync(join(folder, name)).isDirectory());
}

/** Renders the bundles of these operators with upstream's opm and writes them as a catalogue. */
export async function writePublicCatalog(
  opm: string,
  folder: string,
  operators: readonly string[],
  target: string,
): Promise<PublicPackage[]> {
  mkdirSync(target, { recursive: true });
  const rendered: JsonObject[][] = [];
  for (const operator of operators) rendered.push(await render(opm, join(folder, operator), dirname(target)));
  const added = standIns(rendered.flat());
  return rendered.map((bundles) => {
    const operator = asPackage(bundles);
    const documents = [...channelOf(operator), ...bundles, ...(added.get(operator.name) ?? [])];
    const text = documents.map((document) => JSON.stringify(document)).join('\n');
    writeFileSync(join(target, `${operator.name}.json`), text);
    return operator;
  });
}

/** In `scratch` opm leaves its caches of images. */
async function render(opm: string, folder: string, scratch: string): Promise<JsonObject[]> {
  const bundles = await Promise.all(
    publicOperators(folder).map(async (version) => {
      const words = ['render', join(folder, version), '-o', 'json'];
      const { stdout } = await promisify(execFile)(opm, words, {
        encoding: 'utf8',
        maxBuffer,
        env: { ...process.env, TMPDIR: scratch },
      });
      return JSON.parse(stdout) as Json;
    }),
  );
  return bundles.filter(isJsonObject).sort((a, b) => compareVersions(versionOf(a), versionOf(b)));
}

function asPackage(bundles: readonly JsonObject[]): PublicPackage {
  return {
    name: bundles[0] === undefined ? '' : packageOf(bundles[0]),
    csvs: bundles.map((bundle) => String(bundle['name'])),
    forOwnNamespace: bundles.every(supportsOwnNamespace),
  };
}

function channelOf({ name, csvs }: PublicPackage): JsonObject[] {
  const entries = csvs.map((csv, index) => ({
    name: csv,
    ...(index === 0 ? {} : { replaces: String(csvs[index - 1]) }),
  }));
  return [
    { schema: 'olm.package', name, defaultChannel: channel },
    { schema: 'olm.channel', package: name, name: channel, entries },
  ];
}

/** By the numbers, a release above what comes before it: enough for the versions at hand. */
function compareVersions(a: string, b: string): number {
  const [coreA = '', preA] = a.split(/-(.*)/s);
  const [coreB = '', preB] = b.split(/-(.*)/s);
  const byCore = coreA.localeCompare(coreB, 'en', { numeric: true });
  if (byCore !== 0) return byCore;
  if (preA === undefined || preB === undefined) return preA === preB ? 0 : preA === undefined ? 1 : -1;
  return preA.localeCompare(preB, 'en', { numeric: true });
}
