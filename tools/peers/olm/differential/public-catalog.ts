import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject, type Json, type JsonObject } from '@violet/machinery';

/** A public operator whose bundles become one channel, each replacing the one before it. */
export interface PublicPackage {
  name: string;
  /** CSV names, the oldest first. */
  csvs: readonly string[];
}

const channel = 'stable';

/** Renders the bundles of a folder with upstream's opm, writes them as a catalogue and answers with its packages. */
export function writePublicCatalog(
  opm: string,
  folder: string,
  target: string,
  only?: readonly string[],
): PublicPackage[] {
  mkdirSync(target, { recursive: true });
  return readdirSync(folder)
    .filter((name) => statSync(join(folder, name)).isDirectory() && only?.includes(name) !== false)
    .map((operator) => writePackage(opm, join(folder, operator), join(target, `${operator}.json`)));
}

function writePackage(opm: string, folder: string, file: string): PublicPackage {
  const bundles = readdirSync(folder)
    .map((version) => join(folder, version))
    .filter((path) => statSync(path).isDirectory())
    .map(
      (path) =>
        JSON.parse(
          execFileSync(opm, ['render', path, '-o', 'json'], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }),
        ) as Json,
    )
    .filter(isJsonObject)
    .sort((a, b) => compareVersions(versionOf(a), versionOf(b)));
  const name = String(bundles[0]?.['package']);
  const csvs = bundles.map((bundle) => String(bundle['name']));
  const entries = csvs.map((csv, index) => ({ name: csv, ...(index === 0 ? {} : { replaces: csvs[index - 1] }) }));
  const documents = [
    { schema: 'olm.package', name, defaultChannel: channel },
    { schema: 'olm.channel', package: name, name: channel, entries },
    ...bundles.map((bundle) => ({ ...bundle, package: name })),
  ];
  writeFileSync(file, documents.map((document) => JSON.stringify(document)).join('\n'));
  return { name, csvs };
}

function versionOf(bundle: JsonObject): string {
  const properties = Array.isArray(bundle['properties']) ? bundle['properties'].filter(isJsonObject) : [];
  const value = properties.find(({ type }) => type === 'olm.package')?.['value'];
  return isJsonObject(value) ? String(value['version']) : '';
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
