import { readFile, stat } from 'node:fs/promises';
import { Failure, isJsonObject, type Json, parseYaml } from '@violet/machinery';

/** A version of an extension that some cluster has, as `violet list` wrote it. */
export interface InstalledVersion {
  type: string;
  name: string;
  version: string;
}

const maxBytes = 1024 * 1024;

/** Reads what `violet list` wrote; each version once, in the file's order. */
export async function readInstalledApplications(path: string): Promise<InstalledVersion[]> {
  const { size } = await stat(path).catch((cause: Error) => {
    throw new Failure('NotFound', `--base: ${path} cannot be read: ${cause.message}`, { cause });
  });
  if (size > maxBytes) throw new Failure('Invalid', `--base: ${path} has more than ${maxBytes} bytes`);
  const document = parseYaml(await readFile(path, 'utf8'), path);
  const applications = isJsonObject(document) ? document['applications'] : undefined;
  if (!isJsonObject(applications)) throw unlike(path, 'it has no applications');
  const versions = Object.entries(applications).flatMap(([name, application]) => versionsOf(name, application, path));
  return [...new Map(versions.map((one) => [`${one.type} ${one.name} ${one.version}`, one])).values()];
}

function versionsOf(name: string, application: Json, path: string): InstalledVersion[] {
  const { type, installed } = isJsonObject(application) ? application : {};
  if (typeof type !== 'string' || !Array.isArray(installed)) throw unlike(path, `${name} has no type or no installed`);
  return installed.map((one) => {
    const version = isJsonObject(one) ? one['version'] : undefined;
    if (typeof version !== 'string') throw unlike(path, `${name} is installed without a version`);
    return { type, name, version };
  });
}

function unlike(path: string, why: string): Failure {
  return new Failure('Invalid', `--base: ${path} is not what \`violet list\` writes: ${why}`);
}
