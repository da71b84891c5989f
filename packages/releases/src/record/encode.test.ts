import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeRecord, encodeRecord } from './encode.ts';
import type { ReleaseRecord } from './record.ts';

const record: ReleaseRecord = {
  name: 'web',
  namespace: 'apps',
  version: 2,
  status: 'deployed',
  description: 'Upgrade complete',
  firstDeployed: '2026-01-01T00:00:00Z',
  lastDeployed: '2026-01-02T00:00:00Z',
  deleted: '',
  notes: 'Thanks',
  chart: {
    metadata: { name: 'chart', version: '1.0.0', apiVersion: 'v2', annotations: { b: '2', a: '1' } },
    values: { a: 1 },
    schema: Buffer.from('{}'),
    templates: [{ name: 'templates/x.yaml', data: Buffer.from('a: b') }],
    files: [{ name: 'bin', data: Buffer.from([0, 255]) }],
  },
  config: { replicas: 3 },
  manifest: '---\n# Source: x\na: b\n',
  hooks: [
    {
      name: 'h',
      kind: 'Job',
      path: 'chart/templates/h.yaml',
      manifest: 'kind: Job',
      events: ['pre-install'],
      weight: -5,
      deletePolicies: ['hook-succeeded'],
      outputLogPolicies: [],
      lastRun: { startedAt: '2026-01-01T00:00:00Z', completedAt: '', phase: 'Running' },
    },
  ],
  labels: {},
};

function jsonOf(data: string): unknown {
  const zipped = Buffer.from(Buffer.from(data, 'base64').toString(), 'base64');
  return JSON.parse(gunzipSync(zipped).toString());
}

describe('a release record', () => {
  it('comes back as it was written', () => {
    expect(decodeRecord(encodeRecord(record), 'test')).toEqual(record);
  });

  it('has the form that Helm writes', () => {
    expect(jsonOf(encodeRecord(record))).toEqual({
      name: 'web',
      info: {
        first_deployed: '2026-01-01T00:00:00Z',
        last_deployed: '2026-01-02T00:00:00Z',
        deleted: '',
        description: 'Upgrade complete',
        status: 'deployed',
        notes: 'Thanks',
      },
      chart: {
        metadata: { name: 'chart', version: '1.0.0', apiVersion: 'v2', annotations: { a: '1', b: '2' } },
        lock: null,
        templates: [{ name: 'templates/x.yaml', data: 'YTogYg==' }],
        values: { a: 1 },
        schema: 'e30=',
        files: [{ name: 'bin', data: 'AP8=' }],
      },
      config: { replicas: 3 },
      manifest: '---\n# Source: x\na: b\n',
      hooks: [
        {
          name: 'h',
          kind: 'Job',
          path: 'chart/templates/h.yaml',
          manifest: 'kind: Job',
          events: ['pre-install'],
          last_run: { started_at: '2026-01-01T00:00:00Z', completed_at: '', phase: 'Running' },
          weight: -5,
          delete_policies: ['hook-succeeded'],
        },
      ],
      version: 2,
      namespace: 'apps',
    });
  });

  it('is read when it is not compressed, as old versions of Helm wrote it', () => {
    const plain = Buffer.from(Buffer.from('{"name":"old","version":1}').toString('base64')).toString('base64');

    expect(decodeRecord(plain, 'test')).toMatchObject({ name: 'old', version: 1, status: 'unknown' });
  });

  it.each([
    ['nothing', ''],
    ['no JSON', Buffer.from(gzipSync('x').toString('base64')).toString('base64')],
    ['damaged gzip', Buffer.from(Buffer.from([0x1f, 0x8b, 8, 1, 2, 3]).toString('base64')).toString('base64')],
  ])('is refused when it is %s', (_what, data) => {
    expect(() => decodeRecord(data, 'Secret apps/x')).toThrow(/^Secret apps\/x: not a Helm release: /);
  });

  it('is refused when it unfolds without end', () => {
    const bomb = Buffer.from(gzipSync(Buffer.alloc(65 * 1024 * 1024), { level: 1 }).toString('base64')).toString(
      'base64',
    );

    expect(() => decodeRecord(bomb, 'Secret apps/bomb')).toThrow('Secret apps/bomb: not a Helm release');
  });
});

describe('a record of a newer Helm', () => {
  const newer = {
    name: 'web',
    info: {
      first_deployed: '2026-01-01T00:00:00.123456789+02:00',
      last_deployed: '2026-01-02T00:00:00Z',
      status: 'deployed',
      description: 'Rollback to 1',
      rollback_revision: 1,
      mood: 'good',
    },
    chart: {
      metadata: { name: 'chart', version: '1.0.0', apiVersion: 'v2' },
      lock: null,
      templates: [{ name: 'templates/x.yaml', data: 'YTogYg==', modtime: '2026-01-01T00:00:00Z' }],
      values: {},
      schema: null,
      schemamodtime: '0001-01-01T00:00:00Z',
      files: [],
    },
    manifest: 'a: b\n',
    version: 2,
    namespace: 'apps',
    apply_method: 'ssa',
    future: { kept: true },
  };
  const data = Buffer.from(gzipSync(JSON.stringify(newer)).toString('base64')).toString('base64');

  it('says how it was applied and what it goes back to', () => {
    expect(decodeRecord(data, 'test')).toMatchObject({ applyMethod: 'ssa', rollbackRevision: 1 });
  });

  it('keeps what we do not know when we write it again', () => {
    const written = jsonOf(encodeRecord({ ...decodeRecord(data, 'test'), status: 'superseded' }));

    expect(written).toEqual({ ...newer, info: { ...newer.info, deleted: '', status: 'superseded' } });
  });
});
