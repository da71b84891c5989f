import { eventually } from './eventually.ts';
import type { Kubectl } from './kubectl.ts';
import { rowsOf } from './table.ts';

/** A machine may be busy. */
const patienceMs = 60_000;
/** In a cluster that is not the platform's own, our engine first waits a minute for signs of another OLM. */
const engineMs = 110_000;

/** The Subscription that the manual writes; every field of `spec` that is given is among it. */
export function subscriptionYaml(options: {
  operator: string;
  namespace?: string;
  name?: string;
  approval: 'Manual' | 'Automatic';
  startingCsv?: string;
  channel?: string;
  /** The annotation `cpaas.io/target-namespaces`; null for none. */
  targets?: string | null;
}): string {
  const {
    operator,
    namespace = operator,
    name = `${operator}-subs`,
    approval,
    startingCsv,
    channel = 'stable',
    targets = '',
  } = options;
  return `apiVersion: operators.coreos.com/v1alpha1
kind: Subscription
metadata:
${targets === null ? '' : `  annotations:\n    cpaas.io/target-namespaces: "${targets}"\n`}  name: ${name}
  namespace: ${namespace}
spec:
  channel: ${channel}
  installPlanApproval: ${approval}
  name: ${operator}
  source: platform
  sourceNamespace: cpaas-system
${startingCsv === undefined ? '' : `  startingCSV: ${startingCsv}\n`}`;
}

/** What a user would write for a group of their own. */
export function groupYaml(name: string, namespace: string, targets: readonly string[]): string {
  return `apiVersion: operators.coreos.com/v1
kind: OperatorGroup
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  targetNamespaces: [${targets.join(', ')}]
`;
}

/** What `kubectl get packagemanifest <name> -o json | jq` of the manual prints: CHANNEL, NAME, VERSION. */
export async function availableVersions(kubectl: Kubectl, operator: string): Promise<string[][]> {
  const { status } = JSON.parse(await kubectl(`get packagemanifest ${operator} -o json`));
  return status.channels.flatMap((channel: { name: string; entries: { name: string; version: string }[] }) =>
    channel.entries.map(({ name, version }) => [channel.name, name, version]),
  );
}

/** Waits until a ClusterServiceVersion is among the versions of a package. */
export async function untilOffered(kubectl: Kubectl, operator: string, csv: string): Promise<void> {
  let seen: unknown;
  await eventually(
    `${csv} among the versions of ${operator}`,
    async () => {
      seen = await availableVersions(kubectl, operator).catch((error: unknown) => String(error));
      return Array.isArray(seen) && seen.some(([, name]) => name === csv) ? true : undefined;
    },
    { timeoutMs: patienceMs, complain: () => `Seen last: ${JSON.stringify(seen)}` },
  );
}

/** Waits until one row of a table shows these cells, and answers with it. */
export async function untilRow(
  kubectl: Kubectl,
  words: string,
  cells: Readonly<Record<string, string>>,
  timeoutMs = patienceMs,
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

/** Says yes to a plan, as the manual does. */
export async function approve(kubectl: Kubectl, namespace: string, plan: string): Promise<void> {
  const operations = '[{"op": "replace", "path": "/spec/approved", "value": true}]';
  await kubectl(['-n', namespace, 'patch', 'installplan', plan, '--type=json', `-p=${operations}`]);
}

export interface WantedCondition {
  type: string;
  status?: string;
  reason?: string;
  /** Words of its message, which may come later than the rest. */
  says?: string;
}

/** Waits until an object has this condition, and answers with the condition's message. */
export async function untilCondition(
  kubectl: Kubectl,
  get: string,
  { says = '', ...wanted }: Readonly<WantedCondition>,
  timeoutMs = patienceMs,
): Promise<string> {
  let seen: unknown;
  return eventually(
    `the condition ${JSON.stringify({ ...wanted, says })} of ${get}`,
    async () => {
      const { code, stdout, stderr } = await kubectl.try(`${get} -o json`);
      if (code !== 0) {
        seen = stderr;
        return undefined;
      }
      const conditions: Record<string, string>[] = JSON.parse(stdout).status?.conditions ?? [];
      seen = conditions;
      const found = conditions.find((one) => Object.entries(wanted).every(([name, value]) => one[name] === value));
      const { message = '' } = found ?? {};
      return found !== undefined && message.includes(says) ? message : undefined;
    },
    { timeoutMs, complain: () => `Seen last: ${JSON.stringify(seen)}` },
  );
}

/** Waits until the status of an object has these fields. */
export async function untilStatus(
  kubectl: Kubectl,
  get: string,
  wanted: Readonly<Record<string, string>>,
): Promise<Record<string, unknown>> {
  let seen: unknown;
  return eventually(
    `${get} with the status ${JSON.stringify(wanted)}`,
    async () => {
      const { status = {} } = JSON.parse(await kubectl(`${get} -o json`));
      seen = status;
      return Object.entries(wanted).every(([name, value]) => status[name] === value) ? status : undefined;
    },
    { timeoutMs: patienceMs, complain: () => `Seen last: ${JSON.stringify(seen)}` },
  );
}

/** Waits until a ClusterServiceVersion is in a phase for a reason, and answers with its message. */
export async function untilPhase(kubectl: Kubectl, get: string, phase: string, reason: string): Promise<string> {
  let seen: unknown;
  return eventually(
    `${get} in ${phase} for ${reason}`,
    async () => {
      const { code, stdout, stderr } = await kubectl.try(`${get} -o json`);
      const { status = {} } = code === 0 ? JSON.parse(stdout) : {};
      seen = code === 0 ? status : stderr;
      return status.phase === phase && status.reason === reason ? status.message : undefined;
    },
    { timeoutMs: patienceMs, complain: () => `Seen last: ${JSON.stringify(seen)}` },
  );
}

/** Whether upstream's OLM looks after the operators of the real cluster, and our engine has to stand aside. */
export const withRealOlm = process.env['VIOLET_STORY_OLM'] !== undefined;

/** Waits until the platform has seen who looks after a cluster's operators. */
export async function untilEngine(kubectl: Kubectl): Promise<void> {
  const reason = withRealOlm ? 'OtherOLMRuns' : 'NoOtherOLM';
  await untilCondition(kubectl, 'get olmconfig cluster', { type: 'VioletEngineActive', reason }, engineMs);
}

/** Waits until the OperatorGroups of a namespace target these namespaces: one list each, empty for all. */
export async function untilTargets(
  kubectl: Kubectl,
  namespace: string,
  wanted: readonly (readonly string[])[],
): Promise<void> {
  let seen: unknown;
  await eventually(
    `OperatorGroups of ${namespace} for ${JSON.stringify(wanted)}`,
    async () => {
      const { items } = JSON.parse(await kubectl(`-n ${namespace} get operatorgroups -o json`));
      const targets = items.map(({ spec }: { spec?: { targetNamespaces?: string[] } }) => spec?.targetNamespaces ?? []);
      seen = targets;
      return JSON.stringify(targets) === JSON.stringify(wanted) ? true : undefined;
    },
    { timeoutMs: patienceMs, complain: () => `Seen last: ${JSON.stringify(seen)}` },
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
    { timeoutMs: patienceMs, complain: () => `Seen last: ${JSON.stringify(seen)}` },
  );
}
