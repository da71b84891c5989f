import type { Step } from '@violet/api';
import type { OlmSettings } from '../settings.ts';
import type { CsvAnnotations } from './csv-annotations.ts';

/** Names of the CSVs that nobody may have installed without being asked, whatever Subscriptions say. */
export function csvsToApprove(
  annotations: CsvAnnotations,
  mustBeApproved: OlmSettings['mustBeApproved'] = () => false,
): ReadonlySet<string> {
  return new Set([...annotations].flatMap(([csv, stated]) => (mustBeApproved(stated) ? [csv] : [])));
}

/** A dependency's Subscription asks for approval like one that a person has to write. */
export function withManualSubscriptions(steps: readonly Step[], csvs: ReadonlySet<string>): Step[] {
  return steps.map((step) => {
    const { kind, manifest = '' } = step.resource;
    if (kind !== 'Subscription' || !csvs.has(step.resolving)) return step;
    const asking = manifest.replace('"installPlanApproval":"Automatic"', '"installPlanApproval":"Manual"');
    return { ...step, resource: { ...step.resource, manifest: asking } };
  });
}
