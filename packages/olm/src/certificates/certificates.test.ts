import { describe, expect, it } from 'vitest';
import { aStrategy } from '../testing/a-csv.ts';
import {
  authorityHash,
  isCertificate,
  isFresh,
  lifetimeOf,
  operatorAuthority,
  servingCertificate,
} from './certificate.ts';
import { withCertificate } from './mounts.ts';
import { hostsOf } from './names.ts';
import { servedBy, servicePorts } from './resources.ts';

const now = new Date('2026-11-22T10:00:00Z');
const hosts = hostsOf('server-service', 'ns');

describe('the certificates of an operator', async () => {
  const authority = await operatorAuthority(now);
  const serving = await servingCertificate(authority, hosts, now);
  const at = (moment: string) => new Date(moment);

  it('name the Service', () => {
    expect(hosts).toEqual(['server-service.ns', 'server-service.ns.svc', 'server-service.ns.svc.cluster.local']);
  });

  it.each([
    { moment: '2026-11-22T10:00:01Z', fresh: true },
    { moment: '2028-11-20T09:59:59Z', fresh: true },
    { moment: '2028-11-20T10:00:02Z', fresh: false },
    { moment: '2026-11-22T09:00:00Z', fresh: false },
  ])('hold until a day before 730 days are over: at $moment $fresh', ({ moment, fresh }) => {
    expect(isFresh(authority.certificate, serving.certificate, hosts, at(moment))).toBe(fresh);
  });

  it('say when they were made, and that they are made anew a day before their end', () => {
    expect(lifetimeOf(serving.certificate)).toEqual({ madeAt: now, rotateAt: new Date('2028-11-20T10:00:00Z') });
    expect(lifetimeOf('rubbish')).toBeUndefined();
  });

  it('are for these hosts, and of this authority', async () => {
    const other = await operatorAuthority(now);
    const soon = at('2026-11-22T10:00:01Z');
    expect(isFresh(authority.certificate, serving.certificate, [...hosts, 'else'], soon)).toBe(false);
    expect(isFresh(other.certificate, serving.certificate, hosts, soon)).toBe(false);
    expect(isFresh('', serving.certificate, hosts, soon)).toBe(false);
    expect(isFresh(authority.certificate, 'rubbish', hosts, soon)).toBe(false);
  });

  it('can be told from rubbish, and from each other', () => {
    expect(isCertificate(authority.certificate)).toBe(true);
    expect(isCertificate('rubbish')).toBe(false);
    expect(authorityHash(authority.certificate)).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('a Deployment with a certificate', () => {
  const { spec } = withCertificate(aStrategy().spec, 'secret', 'hash').template;
  const paths = ['/apiserver.local.config/certificates', '/tmp/k8s-webhook-server/serving-certs'];

  it('mounts it where servers look for it', () => {
    expect(spec?.containers[0]?.volumeMounts).toEqual([
      { name: 'apiservice-cert', mountPath: paths[0] },
      { name: 'webhook-cert', mountPath: paths[1] },
    ]);
    expect(spec?.volumes).toEqual([
      {
        name: 'apiservice-cert',
        secret: {
          secretName: 'secret',
          items: [
            { key: 'tls.crt', path: 'apiserver.crt' },
            { key: 'tls.key', path: 'apiserver.key' },
          ],
        },
      },
      {
        name: 'webhook-cert',
        secret: {
          secretName: 'secret',
          items: [
            { key: 'tls.crt', path: 'tls.crt' },
            { key: 'tls.key', path: 'tls.key' },
          ],
        },
      },
    ]);
  });

  it('runs as the default account unless it says otherwise, and rolls out for a new authority', () => {
    const { template } = withCertificate(aStrategy().spec, 'secret', 'hash');
    expect(template.spec?.serviceAccountName).toBe('default');
    expect(template.metadata?.annotations).toEqual({ olmcahash: 'hash' });
    expect(withCertificate(aStrategy('a', 'sa').spec, 's', 'h').template.spec?.serviceAccountName).toBe('sa');
  });

  it('keeps a mount of that name, replaces one at that place', () => {
    const mounted = aStrategy().spec;
    const [container] = mounted.template.spec?.containers ?? [];
    if (container !== undefined)
      container.volumeMounts = [
        { name: 'mine', mountPath: '/tmp/k8s-webhook-server/serving-certs' },
        { name: 'apiservice-cert', mountPath: '/elsewhere' },
      ];
    expect(withCertificate(mounted, 's', 'h').template.spec?.containers[0]?.volumeMounts).toEqual([
      { name: 'webhook-cert', mountPath: '/tmp/k8s-webhook-server/serving-certs' },
      { name: 'apiservice-cert', mountPath: '/elsewhere' },
    ]);
  });
});

describe('the ports of a Service', () => {
  const webhook = {
    generateName: 'w',
    type: 'MutatingAdmissionWebhook' as const,
    sideEffects: 'None',
    admissionReviewVersions: ['v1'],
  };
  const install = { strategy: 'deployment' };

  it('are those of what is behind it, each once', () => {
    const served = servedBy({
      displayName: '',
      install,
      apiservicedefinitions: { owned: [{ name: 'a', group: 'g', version: 'v1', kind: 'A', containerPort: 5443 }] },
      webhookdefinitions: [webhook, { ...webhook, containerPort: 443 }, { ...webhook, targetPort: 9443 }],
    });
    expect(servicePorts(served)).toEqual([
      { name: '5443', port: 5443, targetPort: 5443 },
      { name: '443', port: 443, targetPort: 443 },
      { name: '443', port: 443, targetPort: 9443 },
    ]);
  });
});
