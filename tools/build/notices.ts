import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../check/source-files.ts';

interface Manifest {
  name: string;
  version: string;
  license: string;
  repository?: string | { url?: string };
  homepage?: string;
}

const licenceFile = /^(licen[cs]e|notice|copying)\b/i;
const moduleOfPackage = /node_modules\/((?:@[^/]+\/)?[^/]+)\/[^\0]*$/;

/** The npm packages that these modules are of, sorted. */
export function packagesOf(modules: Iterable<string>): string[] {
  const names = [...modules].flatMap((module) => moduleOfPackage.exec(module.replaceAll('\\', '/'))?.[1] ?? []);
  return [...new Set(names)].sort();
}

/** What is to be said of the packages of others that we ship: where each has its source, and its licence in full. */
export function thirdPartyNotices(names: readonly string[]): string {
  return ['Violet is shipped with these packages of others.', ...names.map(notice)].join(`\n\n${'-'.repeat(80)}\n\n`);
}

function notice(name: string): string {
  const directory = join(root, 'node_modules', name);
  const manifest: Manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  const licences = readdirSync(directory).filter((file) => licenceFile.test(file));
  if (licences.length === 0) throw new Error(`${name} has no file with its licence`);
  const { version, license, repository, homepage } = manifest;
  const source = (typeof repository === 'string' ? repository : repository?.url) ?? homepage;
  const texts = licences.map((file) => readFileSync(join(directory, file), 'utf8').trim());
  return [`${name} ${version}\nLicence: ${license}\nSource: ${source}`, ...texts].join('\n\n');
}
