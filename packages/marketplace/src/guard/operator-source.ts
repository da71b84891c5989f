import type { OperatorSource } from '@violet/api';

const sources: Readonly<Record<string, OperatorSource>> = {
  platform: 'Alauda',
  curated: 'Curated',
  community: 'Community',
  certified: 'Marketplace',
  custom: 'Custom',
};

/** Which of the five sources an operator is from, by the `provider-type` of its ClusterServiceVersion. */
export function operatorSource(providerType: string | undefined): OperatorSource {
  return sources[providerType ?? ''] ?? 'Custom';
}

/** Operators from Alauda are upgraded by hand only. */
export function isPlatformOperator(providerType: string | undefined): boolean {
  return operatorSource(providerType) === 'Alauda';
}
