import type { ApiService, ApiServiceDescription, NativeApi, RequirementStatus, StrategyDeployment } from '@violet/api';
import type { Stored } from '@violet/machinery';

/** The name under which an API group and version is registered. */
export function apiServiceName({ version, group }: { version: string; group: string }): string {
  return `${version}.${group}`;
}

export function isApiServiceAvailable(service: ApiService): boolean {
  return service.status?.conditions?.some(({ type, status }) => type === 'Available' && status === 'True') === true;
}

/** An API that somebody else must serve. */
export function requiredApiStatus(
  description: ApiServiceDescription,
  isServed: boolean,
  service: Stored<ApiService> | undefined,
): RequirementStatus {
  const about = aboutApiService(description);
  if (!isServed || service === undefined || !isApiServiceAvailable(service))
    return { ...about, status: 'NotPresent', message: '' };
  return { ...about, status: 'Present', message: '', uuid: service.metadata.uid };
}

/** An API that the operator itself is to serve: its Deployment must be one of the CSV's. */
export function ownedApiStatus(
  description: ApiServiceDescription,
  deployments: readonly StrategyDeployment[],
): RequirementStatus {
  const found = deployments.some(({ name }) => name === description.deploymentName);
  return { ...aboutApiService(description), status: found ? 'DeploymentFound' : 'DeploymentNotFound', message: '' };
}

function aboutApiService(description: ApiServiceDescription) {
  return { group: 'apiregistration.k8s.io', version: 'v1', kind: 'APIService', name: apiServiceName(description) };
}

export function nativeApiStatus(api: NativeApi, isServed: boolean): RequirementStatus {
  const about = { group: api.group, version: api.version, kind: api.kind, name: apiServiceName(api) };
  return isServed
    ? { ...about, status: 'Present', message: 'Native API exists' }
    : { ...about, status: 'NotPresent', message: 'Native API does not exist' };
}
