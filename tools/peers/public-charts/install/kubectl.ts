import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { JsonObject, KubernetesObject } from '@violet/machinery';
import { comparableObject } from './comparable-object.ts';

/** One cluster, and the folder of the programs that work on it. */
export interface Stage {
  bin: string;
  kubeconfig: string;
  work: string;
}

export interface Answer {
  stdout: string;
  stderr: string;
  failed: boolean;
}

/** Runs a program of the peers on the stage's cluster. */
export function run({ bin, kubeconfig, work }: Stage, program: string, words: readonly string[]): Promise<Answer> {
  const options = {
    maxBuffer: 1024 * 1024 * 1024,
    env: { ...process.env, HOME: work },
    timeout: 300_000,
    killSignal: 'SIGKILL' as const,
  };
  return new Promise((resolve) => {
    execFile(join(bin, program), ['--kubeconfig', kubeconfig, ...words], options, (error, stdout, stderr) =>
      resolve({ stdout, stderr, failed: error !== null }),
    );
  });
}

/** Kinds that come and go by themselves, or that are views of others. */
const passing = /^(events|leases|endpoints|endpointslices|nodes|componentstatuses|bindings|ipaddresses)(\.|$)/;
/** Each cluster's own keys and ports. */
const own =
  /^v1 (ConfigMap (.*\/kube-root-ca\.crt|kube-system\/(extension-apiserver-authentication|kube-apiserver-legacy.*))|Service default\/kubernetes)$/;

export type Dump = Map<string, JsonObject>;

/** Every object of the cluster that somebody made, by kind and name, as it can be compared with that of another cluster. */
export async function dumpCluster(stage: Stage): Promise<Dump> {
  // Where an extension server does not answer, the kinds of the others are told all the same.
  const listed = await run(stage, 'kubectl', ['api-resources', '--verbs=list', '-o', 'name']);
  const kinds = listed.stdout.split('\n').filter((kind) => kind !== '' && !passing.test(kind));
  const items = (await listObjects(stage, kinds)) ?? (await listEach(stage, kinds));
  const made = lasting(items).filter(({ metadata }) => !metadata.ownerReferences?.some((owner) => owner.controller));
  const named = made.map((object) => [identity(object), comparableObject(object) as JsonObject] as const);
  return new Map(named.filter(([name]) => !own.test(name) && !/ Secret .*\/sh\.helm\.release\.v1\./.test(name)));
}

type Listed = KubernetesObject & JsonObject;

async function listObjects(stage: Stage, kinds: readonly string[]): Promise<Listed[] | undefined> {
  const words = ['get', kinds.join(','), '--all-namespaces', '--show-managed-fields', '-o', 'json'];
  const { stdout } = await run(stage, 'kubectl', words);
  return stdout === '' ? undefined : (JSON.parse(stdout) as { items: Listed[] }).items;
}

/** Kinds whose conversion nobody answers cannot be listed, and hold up the others. */
async function listEach(stage: Stage, kinds: readonly string[]): Promise<Listed[]> {
  const lists: Listed[][] = [];
  for (const kind of kinds) lists.push((await listObjects(stage, [kind])) ?? []);
  return lists.flat();
}

/** Without what is being deleted, and what goes with its namespace. */
function lasting<T extends KubernetesObject>(objects: readonly T[]): T[] {
  const staying = objects.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const namespaces = new Set(staying.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name));
  return staying.filter(({ metadata }) => metadata.namespace === undefined || namespaces.has(metadata.namespace));
}

function identity({ apiVersion, kind, metadata }: KubernetesObject): string {
  return `${apiVersion} ${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
}
