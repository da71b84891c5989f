/** Manifests that are too large for an InstallPlan, and pack well: a definition whose fields are described at great length. */
export function largeManifests(note = ''): Record<string, string> {
  const field = { type: 'string', description: `again and again ${note}`.padEnd(100_000, ' and again') };
  const properties = Object.fromEntries(Array.from({ length: 16 }, (_, index) => [`field${index}`, field]));
  const schema = { openAPIV3Schema: { type: 'object', properties } };
  const definition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'larges.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { kind: 'Large', listKind: 'LargeList', plural: 'larges', singular: 'large' },
      versions: [{ name: 'v1', served: true, storage: true, schema }],
    },
  };
  return { 'manifests/large.json': JSON.stringify(definition) };
}
