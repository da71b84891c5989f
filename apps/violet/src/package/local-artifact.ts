import { open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalArtifact } from '@violet/archive';
import { Failure } from '@violet/machinery';
import { readChartDirectory } from '../chart/chart-directory.ts';

/** 100 MiB: what a chart may have unpacked. */
const maxArchiveBytes = 100 * 1024 * 1024;
const maxProvenanceBytes = 1024 * 1024;

/**
 * The chart or bundle that `--from` names: a directory with Chart.yaml, one with metadata/annotations.yaml, or the .tgz of
 * `helm package`. Undefined for an image layout, which is read in place.
 */
export async function readLocalArtifact(path: string): Promise<LocalArtifact | undefined> {
  const found = await stat(path).catch((cause: Error) => {
    throw new Failure('NotFound', `--from: ${path}: no such file or directory`, { cause });
  });
  return found.isDirectory() ? readDirectory(path) : readFileOf(path, found.size);
}

async function readDirectory(path: string): Promise<LocalArtifact | undefined> {
  if (await isFile(join(path, 'oci-layout'))) return undefined;
  if (await isFile(join(path, 'Chart.yaml'))) return { kind: 'chart', files: await readChartDirectory(path) };
  if (await isFile(join(path, 'metadata/annotations.yaml'))) {
    return { kind: 'bundle', files: await readChartDirectory(path) };
  }
  throw new Failure('Invalid', `--from: ${path} is neither a chart, nor an operator bundle, nor an OCI image layout`, {
    hint: 'It would have a Chart.yaml, a metadata/annotations.yaml, or an oci-layout.',
  });
}

async function readFileOf(path: string, size: number): Promise<LocalArtifact | undefined> {
  if (!(await isGzip(path))) return undefined;
  if (size > maxArchiveBytes) {
    throw new Failure('Invalid', `--from: ${path} has more than ${maxArchiveBytes} bytes: this is no chart`, {
      hint: 'Unpack an image layout before you name it.',
    });
  }
  const archive = new Uint8Array(await readFile(path));
  const prov = `${path}.prov`;
  const provenance = (await stat(prov).catch(() => undefined))?.size ?? 0;
  if (provenance > maxProvenanceBytes)
    throw new Failure('Invalid', `${prov} has more than ${maxProvenanceBytes} bytes`);
  return { kind: 'chart-archive', archive, ...(provenance === 0 ? {} : { provenance: await readFile(prov) }) };
}

async function isGzip(path: string): Promise<boolean> {
  await using file = await open(path, 'r').catch((cause: Error) => {
    throw new Failure('BadRequest', `--from: ${path} cannot be read: ${cause.message}`, { cause });
  });
  const magic = Buffer.alloc(2);
  await file.read(magic, 0, 2, 0);
  return magic.readUInt16BE() === 0x1f8b;
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() === true;
}
