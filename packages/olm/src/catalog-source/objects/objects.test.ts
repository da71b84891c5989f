import { readFileSync } from 'node:fs';
import {
  type CatalogSource,
  type NetworkPolicy,
  olmLabels,
  type Pod,
  type Role,
  type RoleBinding,
  type Service,
  type ServiceAccount,
} from '@violet/api';
import type { ObjectMeta, Stored } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { isConfigMapCatalog } from '../source-type.ts';
import { configMapRole, configMapRoleBinding, configMapServiceAccount, imageServiceAccount } from './access.ts';
import { grpcServerPolicy, isAsMade, unpackBundlesPolicy } from './network-policies.ts';
import { configMapPod, imagePod } from './pod.ts';
import { upstreamImages as images } from './pod-images.ts';
import { registryService } from './service.ts';

interface UpstreamCase {
  source: Stored<CatalogSource>;
  /** Whether the namespace enforces Pod Security's level of this name. */
  restricted: boolean;
  /** The hash among its labels is over the whole specification. */
  pod: ObjectMeta;
  policies: NetworkPolicy[];
  service: Service;
  account: ServiceAccount;
  roles: Role[];
  bindings: RoleBinding[];
}

/** What upstream's catalogue operator made for these CatalogSources. */
const cases: UpstreamCase[] = JSON.parse(readFileSync(new URL('./testdata/upstream.json', import.meta.url), 'utf8'));
const named = cases.map((each) => [each.source.metadata.name, each] as const);

function labelsOf({ metadata, status }: Stored<CatalogSource>): Record<string, string> {
  const version = status?.configMapReference?.resourceVersion;
  return {
    [olmLabels.catalogSource]: metadata.name,
    [olmLabels.managed]: 'true',
    ...(version === undefined ? {} : { [olmLabels.configMapResourceVersion]: version }),
  };
}

function podOf({ source, restricted }: UpstreamCase): Pod {
  const options = { images, labels: labelsOf(source), namespaceIsRestricted: restricted };
  if (isConfigMapCatalog(source.spec)) return configMapPod(source, options);
  const { metadata, imagePullSecrets } = imageServiceAccount(source);
  const secrets = imagePullSecrets === undefined ? {} : { imagePullSecrets };
  return imagePod(source, { ...options, serviceAccount: { name: metadata.name ?? '', ...secrets } });
}

describe('the objects beside a catalogue', () => {
  it.each(named)('of %s have the pod of upstream, to the last field of its hash', (_, each) => {
    const { metadata } = podOf(each);
    expect(metadata).toEqual({ ...each.pod, namespace: each.source.metadata.namespace });
  });

  it.each(named)('of %s have the policies of upstream', (_, { source, policies }) => {
    const made = [grpcServerPolicy(source, labelsOf(source)), unpackBundlesPolicy(source)];
    expect(made).toEqual(policies);
  });

  it.each(named)('of %s have the Service of upstream', (_, { source, service }) => {
    const { [olmLabels.catalogSource]: name = '' } = labelsOf(source);
    const selector = isConfigMapCatalog(source.spec) ? { [olmLabels.catalogSource]: name } : labelsOf(source);
    const { metadata, spec } = registryService(source, selector);
    expect({ metadata, selector: spec?.selector }).toEqual({
      metadata: service.metadata,
      selector: service.spec?.selector,
    });
  });

  it.each(named)('of %s have the account and the rights of upstream', (_, { source, account, roles, bindings }) => {
    const inConfigMap = isConfigMapCatalog(source.spec);
    expect(inConfigMap ? configMapServiceAccount(source) : imageServiceAccount(source)).toEqual(account);
    expect(inConfigMap ? [configMapRole(source)] : []).toEqual(roles);
    expect(inConfigMap ? [configMapRoleBinding(source)] : []).toEqual(bindings);
  });

  it('are left alone where somebody added a label, and not where he changed something', () => {
    const [first] = cases;
    const made = first?.policies[0];
    if (made === undefined) throw new Error('no case');
    const labels = { ...made.metadata.labels, more: 'x' };
    expect(isAsMade(made, { ...made, metadata: { ...made.metadata, labels } })).toBe(true);
    expect(isAsMade(made, { ...made, metadata: { ...made.metadata, labels: {} } })).toBe(false);
    expect(isAsMade(made, { ...made, spec: { podSelector: {} } })).toBe(false);
  });
});
