import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isJsonObject, type Json, type JsonObject } from '@violet/machinery';

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

export function publicOperators(folder: string): string[] {
  return directories(folder);
}

/** Renders the bundles of an operator with upstream's opm, writes them as a catalogue and answers with what it is. */
export async function writePublicPackage(opm: string, folder: string, target: string): Promise<PublicPackage> {
  mkdirSync(target, { recursive: true });
  const bundles = await Promise.all(directories(folder).map((version) => render(opm, join(folder, version))));
  bundles.sort((a, b) => compareVersions(versionOf(a), versionOf(b)));
  const name = String(bundles[0]?.['package']);
  const csvs = bundles.map((bundle) => String(bundle['name']));
  const entries = csvs.map((csv, index) => ({ name: csv, ...(index === 0 ? {} : { replaces: csvs[index - 1] }) }));
  const documents = [
    { schema: 'olm.package', name, defaultChannel: channel },
    { schema: 'olm.channel', package: name, name: channel, entries },
    ...bundles,
  ];
  writeFileSync(join(target, `${name}.json`), documents.map((document) => JSON.stringify(document)).join('\n'));
  return { name, csvs, forOwnNamespace: bundles.every(supportsOwnNamespace) };
}

async function render(opm: string, path: string): Promise<JsonObject> {
  const { stdout } = await promisify(execFile)(opm, ['render', path, '-o', 'json'], { encoding: 'utf8', maxBuffer });
  const bundle = JSON.parse(stdout) as Json;
  if (!isJsonObject(bundle)) throw new Error(`${path} is no bundle`);
  return bundle;
}

function directories(folder: string): string[] {
  return readdirSync(folder).filter((name) => statSync(join(folder, name)).isDirectory());
}

function propertiesOf(bundle: JsonObject, wanted: string): JsonObject[] {
  const properties = Array.isArray(bundle['properties']) ? bundle['properties'].filter(isJsonObject) : [];
  return properties
    .filter(({ type }) => type === wanted)
    .map(({ value }) => value)
    .filter(isJsonObject);
}

function versionOf(bundle: JsonObject): string {
  return String(propertiesOf(bundle, 'olm.package')[0]?.['version']);
}

function supportsOwnNamespace(bundle: JsonObject): boolean {
  return propertiesOf(bundle, 'olm.bundle.object')
    .map(({ data }) => JSON.parse(Buffer.from(String(data), 'base64').toString()) as Partial<BundleCsv>)
    .some(
      ({ kind, spec }) =>
        kind === 'ClusterServiceVersion' &&
        spec?.installModes.some(({ type, supported }) => type === 'OwnNamespace' && supported),
    );
}

interface BundleCsv {
  kind: string;
  spec: { installModes: { type: string; supported: boolean }[] };
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
