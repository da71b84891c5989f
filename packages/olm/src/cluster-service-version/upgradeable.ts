import { type OperatorCondition, upgradeableCondition } from '@violet/api';
import type { Stored } from '@violet/machinery';

/** Why the operator asks not to be replaced now; what an administrator overrides counts more than what it says. */
export function upgradeProblem(condition: Stored<OperatorCondition> | undefined): string | undefined {
  const isUpgradeable = ({ type }: { type: string }) => type === upgradeableCondition;
  const override = condition?.spec?.overrides?.find(isUpgradeable);
  if (override !== undefined)
    return override.status === 'True' ? undefined : `the operator is not upgradeable: ${override.message}`;
  const said = condition?.status?.conditions?.find(isUpgradeable);
  if (said === undefined) return undefined;
  if (said.observedGeneration !== condition?.metadata.generation)
    return `the operatorcondition status "${said.type}"="${said.status}" is outdated`;
  return said.status === 'False' ? `the operator is not upgradeable: ${said.message}` : undefined;
}
