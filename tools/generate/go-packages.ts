import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type GoField, type GoStructs, readGoStructs } from './go-structs.ts';

/** Where the definitions of one facts file come from. */
export interface GoPackage {
  /** Name of the facts file. */
  file: string;
  module: string;
  directory: string;
  /** What definition names start with. */
  prefix: string;
}

const groups = [
  'core/v1',
  'apps/v1',
  'batch/v1',
  'rbac/v1',
  'autoscaling/v1',
  'autoscaling/v2',
  'policy/v1',
  'networking/v1',
  'storage/v1',
  'coordination/v1',
  'discovery/v1',
  'scheduling/v1',
  'admissionregistration/v1',
  'events/v1',
  'authentication/v1',
  'authorization/v1',
  'node/v1',
  'certificates/v1',
];

export const goPackages: readonly GoPackage[] = [
  ...groups.map((directory) => ({
    file: directory.replace('/', '-'),
    module: 'k8s.io/api',
    directory,
    prefix: `io.k8s.api.${directory.replace('/', '.')}.`,
  })),
  {
    file: 'meta-v1',
    module: 'k8s.io/apimachinery',
    directory: 'pkg/apis/meta/v1',
    prefix: 'io.k8s.apimachinery.pkg.apis.meta.v1.',
  },
  {
    file: 'runtime',
    module: 'k8s.io/apimachinery',
    directory: 'pkg/runtime',
    prefix: 'io.k8s.apimachinery.pkg.runtime.',
  },
  {
    file: 'resource',
    module: 'k8s.io/apimachinery',
    directory: 'pkg/api/resource',
    prefix: 'io.k8s.apimachinery.pkg.api.resource.',
  },
  {
    file: 'intstr',
    module: 'k8s.io/apimachinery',
    directory: 'pkg/util/intstr',
    prefix: 'io.k8s.apimachinery.pkg.util.intstr.',
  },
  {
    file: 'version',
    module: 'k8s.io/apimachinery',
    directory: 'pkg/version',
    prefix: 'io.k8s.apimachinery.pkg.version.',
  },
  {
    file: 'apiextensions-v1',
    module: 'k8s.io/apiextensions-apiserver',
    directory: 'pkg/apis/apiextensions/v1',
    prefix: 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.',
  },
  {
    file: 'apiregistration-v1',
    module: 'k8s.io/kube-aggregator',
    directory: 'pkg/apis/apiregistration/v1',
    prefix: 'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.',
  },
];

/** The folder of a module version in Go's module cache. */
export function moduleDirectory(module: string, version: string): string {
  const cache = execFileSync('go', ['env', 'GOMODCACHE'], { encoding: 'utf8' }).trim();
  return join(cache, `${module}@${version}`);
}

export function readPackageStructs(source: GoPackage, version: string): GoStructs {
  const directory = join(moduleDirectory(source.module, version), source.directory);
  const structs = new Map<string, GoField[]>();
  for (const name of readdirSync(directory)) {
    if (!name.endsWith('.go') || /_test\.go$|^zz_|^generated|^types_swagger/.test(name)) continue;
    for (const [type, fields] of readGoStructs(readFileSync(join(directory, name), 'utf8'))) structs.set(type, fields);
  }
  return structs;
}
