import {
  type ModuleInfo,
  type ModuleInfoPhase,
  type ModuleInfoReason,
  type ModuleInfoStatus,
  moduleInfoConditions,
  moduleInfoReasons,
} from '@violet/api';
import { completeConditions, type Verdict } from '@violet/controller';
import type { Refusal } from './refusal.ts';
import type { ReleaseReport } from './release-report.ts';

/** Where a ModuleInfo stands, before it is written as phase and conditions. */
export type Standing =
  | { is: 'refused'; refusal: Refusal }
  | { is: 'reported'; report: ReleaseReport }
  | { is: 'unreachable'; message: string }
  | { is: 'deleting'; reason: ModuleInfoReason; message: string };

function phaseOf(standing: Standing, previous: ModuleInfoStatus): ModuleInfoPhase {
  switch (standing.is) {
    case 'refused':
      return standing.refusal.waits ? 'Pending' : 'Failed';
    case 'unreachable':
      // What was wrong before may be right now; what runs there goes on running.
      return previous.phase === 'Failed' && previous.version === '' ? 'Pending' : previous.phase;
    case 'deleting':
      return 'Deleting';
    case 'reported':
      if (standing.report.failed) return 'Failed';
      return standing.report.synced && standing.report.healthy ? 'Running' : 'Processing';
  }
}

/** Writes phase and conditions. `version` is set by who knows that an installation has become healthy. */
export function writeStanding(info: ModuleInfo, standing: Standing, now: Date): ModuleInfoStatus {
  const previous: ModuleInfoStatus = info.status ?? { phase: 'Pending', version: '' };
  const phase = phaseOf(standing, previous);
  const verdicts = verdictsOf(standing);
  const unknown = { reason: moduleInfoReasons.unknown, message: 'not known yet' };
  const { generation } = info.metadata;
  const status: ModuleInfoStatus = {
    ...previous,
    phase,
    conditions: completeConditions(previous.conditions, moduleInfoConditions, unknown, verdicts, now, generation),
    ...(generation === undefined ? {} : { observedGeneration: generation }),
  };
  info.status = status;
  return status;
}

function verdictsOf(standing: Standing): Verdict[] {
  switch (standing.is) {
    case 'refused': {
      const { reason, message } = standing.refusal;
      return [no('Validated', reason, message), no('Ready', reason, message)];
    }
    case 'unreachable': {
      const why = { reason: moduleInfoReasons.clusterUnreachable, message: standing.message };
      return [
        yes('Validated'),
        ...(['Synced', 'Healthy', 'Ready'] as const).map((type) => ({ type, status: 'Unknown' as const, ...why })),
      ];
    }
    case 'deleting':
      return [yes('Validated'), no('Ready', standing.reason, standing.message)];
    case 'reported':
      return [yes('Validated'), ...reportVerdicts(standing.report)];
  }
}

function reportVerdicts(report: ReleaseReport): Verdict[] {
  const { synced, healthy, failed, message } = report;
  const notSynced = failed ? moduleInfoReasons.installFailed : moduleInfoReasons.inProgress;
  const why = synced ? moduleInfoReasons.unhealthy : notSynced;
  return [
    synced ? yes('Synced') : no('Synced', notSynced, message),
    healthy ? yes('Healthy') : no('Healthy', why, message),
    synced && healthy ? yes('Ready') : no('Ready', why, message),
  ];
}

function yes(type: string): Verdict {
  return { type, status: 'True', reason: moduleInfoReasons.succeeded, message: '' };
}

function no(type: string, reason: string, message: string): Verdict {
  return { type, status: 'False', reason, message };
}
