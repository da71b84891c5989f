import type { RequirementStatus } from '@violet/api';
import { compareVersions, parseVersion } from '@violet/machinery';

/** Whether the cluster is as new as the CSV wants; `serverVersion` as `/version` has it (`v1.34.4`). */
export function kubeVersionStatus(
  csvName: string,
  minKubeVersion: string,
  serverVersion: string | undefined,
): RequirementStatus {
  const about = { group: 'operators.coreos.com', version: 'v1alpha1', kind: 'ClusterServiceVersion', name: csvName };
  const unsatisfied = (message: string): RequirementStatus => ({ ...about, status: 'PresentNotSatisfied', message });
  if (serverVersion === undefined) return unsatisfied('Server version discovery error');
  const plain = serverVersion.replace(/^v/, '').split('-')[0] ?? '';
  const server = parseVersion(plain);
  if (server === undefined) return unsatisfied('Server version parsing error');
  const wanted = parseVersion(minKubeVersion.replace(/^v/, ''));
  if (wanted === undefined) return unsatisfied('CSV version parsing error');
  if (compareVersions(wanted, server) > 0)
    return unsatisfied(
      `CSV version requirement not met: minKubeVersion (${minKubeVersion}) > server version (${plain})`,
    );
  const message = `CSV minKubeVersion (${minKubeVersion}) less than server version (${serverVersion})`;
  return { ...about, status: 'Present', message };
}
