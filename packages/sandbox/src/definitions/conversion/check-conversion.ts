import {
  dns1035LabelProblems,
  type FailureCause,
  forbiddenValue,
  invalidValue,
  requiredValue,
} from '@violet/machinery';
import type { ConversionWebhook, Definition } from '../definition.ts';

const path = 'spec.conversion';
const knownVersions = ['v1', 'v1beta1'];

/** What the API server says about how a definition's versions are converted; its words have the names of an older form. */
export function checkConversion({ conversion, preserveUnknownFields }: Definition['spec']): FailureCause[] {
  if (conversion === undefined) return [];
  const { strategy, webhook } = conversion;
  if (strategy !== 'Webhook') return webhook === undefined ? [] : checkUnused(webhook);
  return [
    ...(preserveUnknownFields === true
      ? [invalidValue(`${path}.strategy`, strategy, 'must be None if spec.preserveUnknownFields is true')]
      : []),
    ...checkClient(webhook),
    ...checkReviewVersions(webhook?.conversionReviewVersions ?? []),
  ];
}

function checkUnused({ clientConfig, conversionReviewVersions = [] }: ConversionWebhook): FailureCause[] {
  const unused = 'should not be set when strategy is not set to Webhook';
  return [
    ...(clientConfig === undefined ? [] : [forbiddenValue(`${path}.webhookClientConfig`, unused)]),
    ...(conversionReviewVersions.length === 0 ? [] : [forbiddenValue(`${path}.conversionReviewVersions`, unused)]),
  ];
}

function checkClient(webhook: ConversionWebhook | undefined): FailureCause[] {
  const field = `${path}.webhookClientConfig`;
  const { clientConfig } = webhook ?? {};
  if (clientConfig === undefined) return [requiredValue(field, 'required when strategy is set to Webhook')];
  const { url, service } = clientConfig;
  if ((url === undefined) === (service === undefined))
    return [requiredValue(field, 'exactly one of url or service is required')];
  return [];
}

function checkReviewVersions(versions: readonly string[]): FailureCause[] {
  const field = `${path}.conversionReviewVersions`;
  if (versions.length === 0) return [requiredValue(field)];
  const causes = versions.flatMap((version, index) =>
    versions.indexOf(version) < index
      ? [invalidValue(`${field}[${index}]`, version, 'duplicate version')]
      : dns1035LabelProblems(version).map((problem) => invalidValue(`${field}[${index}]`, version, problem)),
  );
  if (!versions.some((version) => knownVersions.includes(version)))
    causes.push(invalidValue(field, versions, `must include at least one of ${knownVersions.join(', ')}`));
  return causes;
}
