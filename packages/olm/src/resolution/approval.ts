import type { Step } from '@violet/api';
import { isJsonObject } from '@violet/machinery';
import type { BundleManifests } from '../install-plan/steps/bundle-objects.ts';
import type { OlmSettings } from '../settings.ts';

/** Names of the CSVs that nobody may have installed without being asked, whatever Subscriptions say. */
export function csvsToApprove(
  bundles: readonly BundleManifests[],
  mustBeApproved: OlmSettings['mustBeApproved'] = () => false,
): ReadonlySet<string> {
  return new Set(bundles.filter(({ csv }) => mustBeApproved(annotationsOf(csv))).map(({ csvName }) => csvName));
}

/** Of a CSV's text; none where it is no JSON. */
export function annotationsOf(csv: string): Record<string, string> {
  try {
    const { metadata } = JSON.parse(csv) as { metadata?: { annotations?: unknown } };
    const annotations = metadata?.annotations;
    return isJsonObject(annotations) ? (annotations as Record<string, string>) : {};
  } catch {
    // Whoever makes steps of it says what is wrong.
    return {};
  }
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
