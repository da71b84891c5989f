import type { ArtifactVersion, ArtifactVersionPhase } from '@violet/api';
import { completeConditions, type StepContext, type Verdict } from '@violet/controller';
import type { Stored } from '@violet/machinery';

const conditionTypes = ['Ready', 'TagUnchanged', 'ImagesRewritten'] as const;

type PartialVerdict = Pick<Verdict, 'status' | 'reason' | 'message'>;

export interface VersionReport {
  phase: ArtifactVersionPhase;
  reason: string;
  message: string;
  /** What is known of the tag; Unknown where it was not asked for. */
  tag?: PartialVerdict;
  /** Whether what is installed names the images of this cluster; Unknown where nothing is offered. */
  images?: PartialVerdict;
  /** Of the bundle, where it could be read. */
  names?: { name: string; version: string };
}

/** Writes phase, reason and message as the product has them, and conditions beside them. */
export function report(
  version: Stored<ArtifactVersion>,
  { phase, reason, message, tag, images, names }: VersionReport,
  { now }: StepContext,
): void {
  const ready: Verdict = { type: 'Ready', status: phase === 'Present' ? 'True' : 'False', reason, message };
  const verdicts = [
    ready,
    ...(tag === undefined ? [] : [{ type: 'TagUnchanged', ...tag }]),
    ...(images === undefined ? [] : [{ type: 'ImagesRewritten', ...images }]),
  ];
  const unknown = { reason: 'NotAsked', message: 'it was not looked at' };
  const { conditions } = version.status ?? {};
  const { generation } = version.metadata;
  version.status = {
    ...version.status,
    ...names,
    phase,
    reason,
    message,
    type: 'bundle',
    conditions: completeConditions(conditions, conditionTypes, unknown, verdicts, now(), generation),
  };
}
