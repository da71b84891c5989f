import { Namespace, OperatorGroup, operatorGroupLabelPrefix } from '@violet/api';
import { type Controller, defineController, type Key, keyOf, type Reader, watch } from '@violet/controller';
import type { KubernetesObject, Stored } from '@violet/machinery';
import { isAllNamespaces } from './namespace-set.ts';

/** The labels of OperatorGroups that a namespace should have. */
export function wantedGroupLabels(namespace: string, groups: readonly Stored<OperatorGroup>[]): string[] {
  return groups
    .filter(({ status }) => {
      const targets = status?.namespaces ?? [];
      return !isAllNamespaces(targets) && targets.includes(namespace);
    })
    .map(({ metadata }) => operatorGroupLabelPrefix + metadata.uid);
}

/** Labels to set and to take away (null), where anything is to be changed. */
export function groupLabelChanges(
  { metadata }: KubernetesObject,
  wanted: readonly string[],
): Record<string, string | null> | undefined {
  const present = Object.keys(metadata.labels ?? {}).filter((label) => label.startsWith(operatorGroupLabelPrefix));
  const changes: Record<string, string | null> = {};
  for (const label of present) if (!wanted.includes(label)) changes[label] = null;
  for (const label of wanted) if (metadata.labels?.[label] !== '') changes[label] = '';
  return Object.keys(changes).length === 0 ? undefined : changes;
}

/** Labels namespaces with the groups that target them, for the selectors of webhooks. */
export function namespaceLabelsController(): Controller {
  return defineController({
    name: 'operator-group-namespace',
    scope: 'member',
    kind: Namespace,
    watches: [watch({ kind: OperatorGroup, keys: targetsAndLabelled })],
    observe: (_namespace, reader) => reader,
    steps: [labelNamespace],
  });
}

async function labelNamespace(namespace: Stored<KubernetesObject>, reader: Reader): Promise<void> {
  const wanted = wantedGroupLabels(namespace.metadata.name, reader.list(OperatorGroup));
  const labels = groupLabelChanges(namespace, wanted);
  if (labels === undefined || namespace.metadata.deletionTimestamp !== undefined) return;
  const { name, resourceVersion } = namespace.metadata;
  const body = { metadata: { resourceVersion, labels } };
  const written = await reader.client.resource(Namespace).patch(name, { type: 'merge', body }, { fieldManager: 'olm' });
  await reader.whenSeen(Namespace, written);
}

/** Those that the group targets, and those that still carry its label. */
function targetsAndLabelled({ metadata, status }: Stored<OperatorGroup>, _cluster: string, reader: Reader): Key[] {
  const label = operatorGroupLabelPrefix + metadata.uid;
  const targets = new Set(status?.namespaces ?? []);
  return reader
    .list(Namespace)
    .filter((namespace) => targets.has(namespace.metadata.name) || namespace.metadata.labels?.[label] !== undefined)
    .map(keyOf);
}
