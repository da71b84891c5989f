import type { WriteOptions } from '@violet/kube';
import { Failure, isFailure } from '@violet/machinery';
import { byKind } from './by-kind.ts';
import { applyServerSide } from './server-side.ts';
import type { Target } from './target.ts';

/** Helm's own, so that either can go on where the other stopped. */
export const asHelm: WriteOptions = { fieldManager: 'helm' };

/** How objects are written: by three-way merge, or by server-side apply. */
export interface Writing {
  serverSide: boolean;
  /** Server-side: take fields from other managers instead of failing. */
  force?: boolean;
  /** Server-side: what was written by updates before is taken over first. */
  takeOver?: boolean;
  /** Custom resources, too, become what the manifest says, whatever they were: for objects of unknown origin. */
  mergeCustom?: boolean;
}

/** All are tried, whatever fails; the failures are listed as Helm lists them. */
export async function createAll(targets: readonly Target[], writing: Writing): Promise<void> {
  const failures: unknown[] = [];
  for await (const failed of byKind(targets, (target) => createOne(target, writing))) failures.push(...failed);
  if (failures.length > 0) throw listed(failures);
}

function listed(failures: readonly unknown[]): unknown {
  const first = failures[0];
  if (!isFailure(first)) return first;
  const count = failures.length === 1 ? '1 error' : `${failures.length} errors`;
  const points = failures.map((failure) => `\n\t* ${(failure as Error).message}`);
  return new Failure(first.code, `${count} occurred:${points.join('')}\n\n`, { cause: first });
}

export async function createOne(target: Target, { serverSide, force = false }: Writing): Promise<void> {
  // What the server is to name cannot be applied.
  if (serverSide && target.name !== '') await applyServerSide(target, force);
  else await target.client.create(target.object, asHelm);
}

/** Deletes in the order given; what is not there counts as deleted. The failures are given back, not thrown. */
export async function deleteAll(targets: readonly Target[]): Promise<Error[]> {
  const failures: Error[] = [];
  for (const target of targets) {
    if (target.name === '') continue;
    try {
      await target.client.delete(target.name, { propagationPolicy: 'Background' });
    } catch (error) {
      failures.push(error as Error);
    }
  }
  return failures;
}
