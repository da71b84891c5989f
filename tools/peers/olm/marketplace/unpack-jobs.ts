import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Pod } from '@violet/api';
import { type Cluster, startCache } from '@violet/kube';
import type { Stored } from '@violet/machinery';
import { connectRegistry, parseReference, pullImageFiles } from '@violet/oci';

const run = promisify(execFile);

/**
 * Stands in for what the Pods do by which upstream's OLM unpacks bundles, and which no node runs here: takes the files out of the image, and has
 * the real opm put them into the ConfigMap, with the words of the Pod.
 */
export function startUnpackJobs(cluster: Cluster, bin: string, kubeconfig: string): { stop(): Promise<void> } {
  const pods = startCache(cluster, Pod);
  const begun = new Map<string, Promise<void>>();
  const end = pods.subscribe(({ object }) => {
    const { labels = {}, uid } = object.metadata;
    if (labels['operatorframework.io/bundle-unpack-ref'] === undefined || begun.has(uid)) return;
    begun.set(uid, unpack(object, bin, kubeconfig));
  });
  return {
    async stop() {
      end();
      pods.stop();
      await Promise.all(begun.values());
    },
  };
}

async function unpack({ spec }: Stored<Pod>, bin: string, kubeconfig: string): Promise<void> {
  const [extract] = (spec?.containers ?? []) as { command?: string[]; env?: { name: string; value?: string }[] }[];
  const image = extract?.env?.find(({ name }) => name === 'CONTAINER_IMAGE')?.value ?? '';
  const { registry: address = '', repository, digest = '' } = parseReference(image);
  const registry = connectRegistry({ address, plain: true });
  const directory = mkdtempSync(join(tmpdir(), 'violet-unpack-'));
  try {
    const pulled = await pullImageFiles(registry, repository, digest, { wanted: () => true });
    for (const [path, bytes] of pulled?.files ?? []) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), bytes);
    }
    const [, ...words] = (extract?.command ?? []).map((word) => (word === '/bundle/' ? `${directory}/` : word));
    await run(join(bin, 'opm'), [...words, '--kubeconfig', kubeconfig], {
      env: { ...process.env, CONTAINER_IMAGE: image },
    });
  } finally {
    registry.close();
    rmSync(directory, { recursive: true, force: true });
  }
}
