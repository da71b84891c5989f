import {
  ApiService,
  type ApiServiceDescription,
  ClusterRoleBinding,
  Deployment,
  olmAnnotations,
  Role,
  RoleBinding,
  Secret,
  Service,
  ServiceAccount,
} from '@violet/api';
import type { Reader } from '@violet/controller';
import { csvFinder, isAdoptable } from '../../certificates/api-service.ts';
import { authorityHash, isCertificate } from '../../certificates/certificate.ts';
import { authDelegatorName, authReaderName, secretNameOf, serviceNameOf } from '../../certificates/names.ts';
import { ownedApis } from '../../certificates/resources.ts';
import { apiServiceName } from '../requirements/apis.ts';
import type { Csv } from '../world.ts';

/** What is wrong with what OLM made for the APIs of a CSV; `actionable`: making it anew may help. */
export interface ApiResourceProblem {
  message: string;
  actionable: boolean;
}

export function apiResourceProblem(csv: Csv, reader: Reader): ApiResourceProblem | undefined {
  const problems: string[] = [];
  for (const api of ownedApis(csv.spec.apiservicedefinitions?.owned ?? [])) {
    const service = reader.get(ApiService, apiServiceName(api));
    if (service !== undefined && !isAdoptable(service, csv, csvFinder(reader)))
      return { message: join([...problems, `(${apiServiceName(api)}) `]), actionable: false };
    const problem = problemOf(api, service, csv, reader);
    problems.push(...(Array.isArray(problem) ? problem : [problem]));
  }
  return problems.length === 0 ? undefined : { message: join(problems), actionable: true };
}

/** As Go prints several errors in one. */
function join(messages: readonly string[]): string {
  const unique = [...new Set(messages)];
  return unique.length === 1 ? (unique[0] ?? '') : `[${unique.join(', ')}]`;
}

function problemOf(
  api: ApiServiceDescription,
  registered: ApiService | undefined,
  csv: Csv,
  reader: Reader,
): string | string[] {
  const { namespace = '' } = csv.metadata;
  if (registered === undefined) return notFound('apiservice.apiregistration.k8s.io', apiServiceName(api));
  const service = serviceNameOf(api.deploymentName ?? '');
  if (reader.get(Service, service, namespace) === undefined) return notFound('service', service);
  const { service: reference, caBundle = '' } = registered.spec;
  if (reference?.name !== service || reference.namespace !== namespace)
    return 'found APIService and service reference mismatch';
  const authority = Buffer.from(caBundle, 'base64').toString();
  if (!isCertificate(authority)) return 'cert PEM empty';
  return (
    certificateProblem(api, secretNameOf(service), authorityHash(authority), csv, reader) ??
    permissionProblems(api, service, csv, reader)
  );
}

function certificateProblem(
  api: ApiServiceDescription,
  secretName: string,
  hash: string,
  csv: Csv,
  reader: Reader,
): string | undefined {
  const { namespace = '' } = csv.metadata;
  const secret = reader.get(Secret, secretName, namespace);
  if (secret === undefined) return notFound('secret', secretName);
  if (!isCertificate(Buffer.from(secret.data?.['tls.crt'] ?? '', 'base64').toString())) return 'cert PEM empty';
  if (secret.metadata.annotations?.[olmAnnotations.caHash] !== hash)
    return `secret ${secretName} CA cert hash does not match expected`;
  const name = api.deploymentName ?? '';
  const deployment = reader.get(Deployment, name, namespace);
  if (deployment === undefined) return notFound('deployment.apps', name);
  if (deployment.spec.template.metadata?.annotations?.[olmAnnotations.caHash] !== hash)
    return `deployment ${name} CA cert hash does not match expected`;
  return undefined;
}

function permissionProblems(api: ApiServiceDescription, service: string, csv: Csv, reader: Reader): string[] {
  const { namespace = '' } = csv.metadata;
  const secret = secretNameOf(service);
  const deployment = reader.get(Deployment, api.deploymentName ?? '', namespace);
  const account = deployment?.spec.template.spec?.serviceAccountName || 'default';
  const rbac = 'rbac.authorization.k8s.io';
  const needed = [
    { there: reader.get(ServiceAccount, account, namespace), kind: 'serviceaccounts', name: account },
    { there: reader.get(Role, secret, namespace), kind: `role.${rbac}`, name: secret },
    { there: reader.get(RoleBinding, secret, namespace), kind: `rolebinding.${rbac}`, name: secret },
    {
      there: reader.get(ClusterRoleBinding, authDelegatorName(service)),
      kind: `clusterrolebinding.${rbac}`,
      name: authDelegatorName(service),
    },
    {
      there: reader.get(RoleBinding, authReaderName(service), 'kube-system'),
      kind: `rolebinding.${rbac}`,
      name: authReaderName(service),
    },
  ];
  return needed.filter(({ there }) => there === undefined).map(({ kind, name }) => notFound(kind, name));
}

function notFound(kind: string, name: string): string {
  return `${kind} "${name}" not found`;
}
