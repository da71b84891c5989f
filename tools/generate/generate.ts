import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDiscovery } from './discovery.ts';
import { embeddedSchemas } from './embedded-schemas.ts';
import { factsOf } from './facts.ts';
import { goPackages, moduleDirectory, readPackageStructs } from './go-packages.ts';
import type { GoField } from './go-structs.ts';
import { readPublished } from './openapi.ts';

const kubernetesVersion = 'v1.34.4';
const libraryVersion = 'v0.34.4';
const target = join(import.meta.dirname, '../../packages/sandbox/src/kinds/facts');

const api = join(moduleDirectory('k8s.io/kubernetes', kubernetesVersion), 'api');
const published = readPublished(join(api, 'openapi-spec/v3'));
const structs = new Map(goPackages.map((source) => [source, readPackageStructs(source, libraryVersion)]));

/** Embedded types of other packages, as Go writes them: `v1.LocalObjectReference`. */
const qualified = new Map<string, GoField[]>();
for (const [source, types] of structs) {
  const alias = source.prefix.endsWith('.meta.v1.') ? 'metav1' : 'v1';
  for (const [name, fields] of types) qualified.set(`${alias}.${name}`, fields);
}

const index: Record<string, string> = {};
for (const [source, types] of structs) {
  const facts = factsOf(published, types, source.prefix, qualified);
  index[source.prefix] = source.file;
  const lines = Object.entries(facts).map(
    ([name, fields]) => `${JSON.stringify(name)}: ${JSON.stringify(fields, undefined, 1)}`,
  );
  writeFileSync(join(target, `${source.file}.json`), `{\n${lines.join(',\n')}\n}\n`);
}
writeFileSync(join(target, 'index.json'), `${JSON.stringify(index, undefined, 1)}\n`);

const definitions = new Map<string, string>();
for (const [name, schema] of published) {
  const known = name.slice(0, name.lastIndexOf('.') + 1) in index;
  for (const { group, version, kind } of (known && schema['x-kubernetes-group-version-kind']) || []) {
    if (name.endsWith(`.${kind}`)) definitions.set(`${group === '' ? version : `${group}/${version}`} ${kind}`, name);
  }
}
const resources = readDiscovery(join(api, 'discovery'), (groupVersion, kind) =>
  definitions.get(`${groupVersion} ${kind}`),
);
writeFileSync(join(target, 'resources.json'), `${JSON.stringify(resources, undefined, 1)}\n`);

const embedded = Object.entries(embeddedSchemas(published)).map(
  ([name, schema]) => `${JSON.stringify(name)}: ${JSON.stringify(schema)}`,
);
writeFileSync(
  join(import.meta.dirname, '../../packages/api/src/kinds/olm/definitions/embedded-schemas.json'),
  `{\n${embedded.join(',\n')}\n}\n`,
);
