import type { Column } from '@violet/apiserver';
import type { JsonObject, KubernetesObject } from '@violet/machinery';
import { at, numberAt, objectsAt, textAt } from '../read.ts';
import { ageColumn, containerColumns, formatLabels, nameColumn, since, text, wide } from './cells.ts';

/** What `kubectl get pods` says about a pod, from its phase, its containers and its deletion. */
interface PodSummary {
  ready: number;
  total: number;
  reason: string;
  restarts: number;
  lastRestart: string;
}

const summaries = new WeakMap<KubernetesObject, PodSummary>();

export const podColumns: Column[] = [
  nameColumn,
  text('Ready', (pod) => `${summaryOf(pod).ready}/${summaryOf(pod).total}`),
  text('Status', (pod) => summaryOf(pod).reason),
  text('Restarts', printRestarts),
  ageColumn,
  wide(text('IP', (pod) => textAt(objectsAt(pod, 'status.podIPs')[0], 'ip') || '<none>')),
  wide(text('Node', (pod) => textAt(pod, 'spec.nodeName') || '<none>')),
  wide(text('Nominated Node', (pod) => textAt(pod, 'status.nominatedNodeName') || '<none>')),
  wide(text('Readiness Gates', printReadinessGates)),
];

export const podTemplateColumns: Column[] = [
  nameColumn,
  ...containerColumns('template.spec').map((shown) => ({ ...shown, priority: 0 })),
  text('Pod Labels', (template) => formatLabels(at(template, 'template.metadata.labels'))),
];

/** Objects that the store hands out are not changed in place, so one summary serves all columns of a row. */
function summaryOf(pod: KubernetesObject): PodSummary {
  const known = summaries.get(pod);
  if (known !== undefined) return known;
  const summary = summarize(pod);
  summaries.set(pod, summary);
  return summary;
}

function summarize(pod: KubernetesObject): PodSummary {
  const sidecars = new Set(
    objectsAt(pod, 'spec.initContainers')
      .filter(isSidecar)
      .map((container) => container['name']),
  );
  const init = summarizeInitContainers(pod, sidecars);
  const summary: PodSummary = {
    ready: init.ready,
    total: objectsAt(pod, 'spec.containers').length + sidecars.size,
    reason: init.reason ?? phaseReason(pod),
    restarts: init.restarts,
    lastRestart: init.lastRestart,
  };
  if (init.reason === undefined || hasTrueCondition(pod, 'Initialized')) {
    summary.restarts = init.sidecarRestarts;
    summary.lastRestart = init.lastSidecarRestart;
    addContainers(pod, summary);
  }
  if (pod.metadata.deletionTimestamp !== undefined) {
    if (textAt(pod, 'status.reason') === 'NodeLost') summary.reason = 'Unknown';
    else if (!['Succeeded', 'Failed'].includes(textAt(pod, 'status.phase'))) summary.reason = 'Terminating';
  }
  return summary;
}

function phaseReason(pod: KubernetesObject): string {
  const gated = objectsAt(pod, 'status.conditions').some(
    (condition) => condition['type'] === 'PodScheduled' && condition['reason'] === 'SchedulingGated',
  );
  return gated ? 'SchedulingGated' : textAt(pod, 'status.reason') || textAt(pod, 'status.phase');
}

function isSidecar(container: JsonObject): boolean {
  return container['restartPolicy'] === 'Always';
}

interface InitSummary {
  /** Set while initialization goes on. */
  reason?: string;
  ready: number;
  restarts: number;
  lastRestart: string;
  sidecarRestarts: number;
  lastSidecarRestart: string;
}

function summarizeInitContainers(pod: KubernetesObject, sidecars: ReadonlySet<unknown>): InitSummary {
  const summary: InitSummary = { ready: 0, restarts: 0, lastRestart: '', sidecarRestarts: 0, lastSidecarRestart: '' };
  const total = objectsAt(pod, 'spec.initContainers').length;
  for (const [index, status] of objectsAt(pod, 'status.initContainerStatuses').entries()) {
    const sidecar = sidecars.has(status['name']);
    summary.restarts += numberAt(status, 'restartCount');
    summary.lastRestart = later(summary.lastRestart, textAt(status, 'lastState.terminated.finishedAt'));
    if (sidecar) {
      summary.sidecarRestarts += numberAt(status, 'restartCount');
      summary.lastSidecarRestart = later(summary.lastSidecarRestart, textAt(status, 'lastState.terminated.finishedAt'));
    }
    if (at(status, 'state.terminated') !== undefined && numberAt(status, 'state.terminated.exitCode') === 0) continue;
    if (sidecar && status['started'] === true) {
      if (status['ready'] === true) summary.ready++;
      continue;
    }
    summary.reason = `Init:${initReason(status, index, total)}`;
    break;
  }
  return summary;
}

function initReason(status: JsonObject, index: number, total: number): string {
  const waiting = textAt(status, 'state.waiting.reason');
  if (at(status, 'state.terminated') !== undefined) return terminatedReason(status);
  return waiting !== '' && waiting !== 'PodInitializing' ? waiting : `${index}/${total}`;
}

function terminatedReason(status: JsonObject): string {
  const signal = numberAt(status, 'state.terminated.signal');
  const code = signal === 0 ? `ExitCode:${numberAt(status, 'state.terminated.exitCode')}` : `Signal:${signal}`;
  return textAt(status, 'state.terminated.reason') || code;
}

function addContainers(pod: KubernetesObject, summary: PodSummary): void {
  let running = false;
  for (const status of objectsAt(pod, 'status.containerStatuses').reverse()) {
    summary.restarts += numberAt(status, 'restartCount');
    summary.lastRestart = later(summary.lastRestart, textAt(status, 'lastState.terminated.finishedAt'));
    const waiting = textAt(status, 'state.waiting.reason');
    if (waiting !== '') summary.reason = waiting;
    else if (at(status, 'state.terminated') !== undefined) summary.reason = terminatedReason(status);
    else if (status['ready'] === true && at(status, 'state.running') !== undefined) {
      running = true;
      summary.ready++;
    }
  }
  if (summary.reason === 'Completed' && running)
    summary.reason = hasTrueCondition(pod, 'Ready') ? 'Running' : 'NotReady';
}

function hasTrueCondition(pod: KubernetesObject, type: string): boolean {
  return objectsAt(pod, 'status.conditions').some(
    (condition) => condition['type'] === type && condition['status'] === 'True',
  );
}

/** RFC 3339 in UTC orders as text. */
function later(left: string, right: string): string {
  return left < right ? right : left;
}

function printRestarts(pod: KubernetesObject, now: Date): string {
  const { restarts, lastRestart } = summaryOf(pod);
  return restarts !== 0 && lastRestart !== '' ? `${restarts} (${since(lastRestart, now)} ago)` : String(restarts);
}

function printReadinessGates(pod: KubernetesObject): string {
  const gates = objectsAt(pod, 'spec.readinessGates');
  if (gates.length === 0) return '<none>';
  const passed = gates.filter((gate) => hasTrueCondition(pod, textAt(gate, 'conditionType')));
  return `${passed.length}/${gates.length}`;
}
