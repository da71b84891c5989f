import { eventually } from './eventually.ts';
import type { Kubectl } from './kubectl.ts';
import { rowsOf } from './table.ts';

/** The Subscription that the manual writes; every field of `spec` that is given is among it. */
export function subscriptionYaml(options: {
  operator: string;
  namespace?: string;
  name?: string;
  approval: 'Manual' | 'Automatic';
  startingCsv?: string;
  channel?: string;
}): string {
  const {
    operator,
    namespace = operator,
    name = `${operator}-subs`,
    approval,
    startingCsv,
    channel = 'stable',
  } = options;
  return `apiVersion: operators.coreos.com/v1alpha1
kind: Subscription
metadata:
  annotations:
    cpaas.io/target-namespaces: ""
  name: ${name}
  namespace: ${namespace}
spec:
  channel: ${channel}
  installPlanApproval: ${approval}
  name: ${operator}
  source: platform
  sourceNamespace: cpaas-system
${startingCsv === undefined ? '' : `  startingCSV: ${startingCsv}\n`}`;
}

/** What `kubectl get packagemanifest <name> -o json | jq` of the manual prints: CHANNEL, NAME, VERSION. */
export async function availableVersions(kubectl: Kubectl, operator: string): Promise<string[][]> {
  const { status } = JSON.parse(await kubectl(`get packagemanifest ${operator} -o json`));
  return status.channels.flatMap((channel: { name: string; entries: { name: string; version: string }[] }) =>
    channel.entries.map(({ name, version }) => [channel.name, name, version]),
  );
}

/** Waits until one row of a table shows these cells, and answers with it. */
export async function untilRow(
  kubectl: Kubectl,
  words: string,
  cells: Readonly<Record<string, string>>,
  timeoutMs = 60_000,
): Promise<Record<string, string>> {
  let seen: unknown;
  return eventually(
    `a row of "kubectl ${words}" with ${JSON.stringify(cells)}`,
    async () => {
      const { code, stdout, stderr } = await kubectl.try(words);
      seen = code === 0 ? stdout : stderr;
      return code !== 0
        ? undefined
        : rowsOf(stdout).find((row) => Object.entries(cells).every(([name, cell]) => row[name] === cell));
    },
    { timeoutMs, complain: () => `Seen last: ${seen}` },
  );
}

/** Waits until a Subscription waits for the approval of a plan for this CSV, and answers with the plan's name. */
export async function pendingPlan(kubectl: Kubectl, subscription: string, csv: string): Promise<string> {
  let seen: unknown;
  return eventually(
    `a plan of ${subscription} for ${csv}`,
    async () => {
      const { status = {} } = JSON.parse(await kubectl(`${subscription} -o json`));
      seen = status;
      return status.state === 'UpgradePending' && status.currentCSV === csv ? status.installPlanRef?.name : undefined;
    },
    { timeoutMs: 60_000, complain: () => `Seen last: ${JSON.stringify(seen)}` },
  );
}
