import type { Cluster } from '@violet/kube';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installRelease } from '../actions/install.ts';
import { rollbackRelease } from '../actions/rollback.ts';
import { testRelease } from '../actions/test-release.ts';
import { uninstallRelease } from '../actions/uninstall.ts';
import { upgradeRelease } from '../actions/upgrade.ts';
import { Jobs } from '../testing/a-stage.ts';
import { type ActionStage, aChartRelease, aConfigMap, aHookJob, anActionStage } from '../testing/an-action-stage.ts';
import type { HookLog } from './hook-logs.ts';

const absent = 'registry.example/absent:1';

/** One object that is a hook of some events; it takes no time. */
const hookMap = (name: string, events: string, more = '') =>
  aConfigMap(name, '{}', `{"helm.sh/hook": "${events}"${more}}`);

/** A cluster whose kubelets answer: embedded nodes run no containers, so they have no logs. */
function withLogs(cluster: Cluster): Cluster {
  const request: Cluster['request'] = async (asked) => {
    const pod = /\/pods\/([a-z]+)[^/]*\/log\?/.exec(asked.path)?.[1];
    if (pod === undefined) return cluster.request(asked);
    const body = pod === 'flooding' ? endless() : new Blob([`said by ${pod}`]).stream();
    return { status: 200, headers: {}, body };
  };
  return new Proxy(cluster, {
    get: (target, key) => {
      const member: unknown = Reflect.get(target, key);
      if (key === 'request') return request;
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

/** What a server sends that heeds no limit. */
async function* endless(): AsyncGenerator<Uint8Array> {
  for (;;) yield Buffer.alloc(10_000, 'x');
}

describe('hooks', () => {
  let stage: ActionStage;

  beforeAll(async () => {
    stage = await anActionStage();
    stage.missing.add(absent);
  });

  afterAll(async () => {
    await stage.close();
  });

  const phases = async (name: string) =>
    Object.fromEntries(
      ((await stage.store.history(name)).at(-1)?.hooks ?? []).map((hook) => [hook.name, hook.lastRun.phase]),
    );
  const job = async (name: string) => (await stage.cluster.resource(Jobs, 'apps').get(name))?.metadata.name;

  it('of each event run when it comes', async () => {
    const events = [
      'pre-install',
      'post-install',
      'pre-upgrade',
      'post-upgrade',
      'pre-rollback',
      'post-rollback',
      'test',
    ];
    const files = Object.fromEntries(events.map((event) => [`templates/${event}.yaml`, hookMap(event, event)]));
    const ran = async (name: string) =>
      Object.entries(await phases(name)).flatMap(([hook, phase]) => (phase === 'Succeeded' ? [hook] : []));
    const release = aChartRelease('events', files);

    await installRelease(release, stage.options());
    const installed = await ran('events');
    await upgradeRelease(release, stage.options());
    const upgraded = await ran('events');
    await rollbackRelease('events', stage.options());
    const rolledBack = await ran('events');
    await testRelease('events', stage.options());

    expect(installed).toEqual(['post-install', 'pre-install']);
    expect(upgraded).toEqual(['post-upgrade', 'pre-upgrade']);
    // The hooks that are run are those of the revision that is gone back to, with what they did then.
    expect(rolledBack).toEqual(['post-install', 'post-rollback', 'pre-install', 'pre-rollback']);
    expect((await ran('events')).includes('test')).toBe(true);
  });

  it('before and after a removal run when it comes', async () => {
    const files = {
      'templates/a.yaml': hookMap('farewell', 'pre-delete'),
      'templates/b.yaml': hookMap('afterwards', 'post-delete'),
    };
    await installRelease(aChartRelease('removal', files), stage.options());
    const before = [await stage.map('farewell'), await stage.map('afterwards')];

    await uninstallRelease('removal', stage.options());

    expect(before).toEqual([undefined, undefined]);
    const after = [await stage.map('farewell'), await stage.map('afterwards')];
    expect(after.map((map) => map?.metadata.name)).toEqual(['farewell', 'afterwards']);
  });

  it.each([
    ['before-hook-creation', 'stays, and is replaced the next time', ['first', 'second']],
    ['hook-succeeded', 'goes', [undefined, undefined]],
    ['hook-failed', 'stays, and is in the way the next time', ['first', 'in the way']],
  ])('with the policy %s %s', async (policy, _what, expected) => {
    const name = policy;
    const hook = (data: string) =>
      aConfigMap(name, data, `{"helm.sh/hook": "pre-install,pre-upgrade", "helm.sh/hook-delete-policy": ${policy}}`);
    const seen: (string | undefined)[] = [];
    await installRelease(aChartRelease(name, { 'templates/h.yaml': hook('{a: first}') }), stage.options());
    seen.push((await stage.map(name))?.data?.['a']);

    const upgrade = upgradeRelease(aChartRelease(name, { 'templates/h.yaml': hook('{a: second}') }), stage.options());
    const problem = await upgrade.then(
      () => undefined,
      (error: Error) => error.message,
    );
    seen.push(problem === undefined ? (await stage.map(name))?.data?.['a'] : 'in the way');

    expect(seen).toEqual(expected);
    if (policy === 'hook-failed') {
      expect(problem).toMatch(
        /^pre-upgrade hooks failed: warning: Hook pre-upgrade demo\/templates\/h.yaml failed: 1 error occurred:\n\t\* .*already exists/,
      );
    }
  });

  it('that fail go or stay by their policy, and those that have succeeded before by theirs', async () => {
    const failing = aHookJob('fails', '"helm.sh/hook": pre-install, "helm.sh/hook-delete-policy": hook-failed', absent);
    const files = {
      'templates/first.yaml': hookMap(
        'succeeds',
        'pre-install',
        ', "helm.sh/hook-weight": "-1", "helm.sh/hook-delete-policy": hook-succeeded',
      ),
      'templates/second.yaml': failing.replace('backoffLimit: 0', 'activeDeadlineSeconds: 1'),
      'templates/third.yaml': hookMap('never', 'pre-install', ', "helm.sh/hook-weight": "1"'),
    };

    const install = installRelease(aChartRelease('policies', files), stage.options());

    await expect(install).rejects.toThrow('failed pre-install: job fails failed: DeadlineExceeded');
    expect([await stage.map('succeeds'), await job('fails'), await stage.map('never')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(await phases('policies')).toEqual({ succeeds: 'Succeeded', fails: 'Failed', never: '' });
  });

  it('of the same weight run by name', async () => {
    const files = Object.fromEntries(
      ['c', 'a', 'b'].map((name) => [`templates/${name}.yaml`, hookMap(`order-${name}`, 'pre-install')]),
    );
    const record = await installRelease(aChartRelease('order', files), stage.options());

    const started = record.hooks.toSorted(
      (left, right) => Date.parse(left.lastRun.startedAt) - Date.parse(right.lastRun.startedAt),
    );
    expect(started.map(({ name }) => name)).toEqual(['order-a', 'order-b', 'order-c']);
  });

  it('tell what their containers have written, where they ask for it', async () => {
    const annotations = '"helm.sh/hook": "pre-install,test", "helm.sh/hook-output-log-policy": hook-succeeded';
    const files = {
      'templates/a.yaml': aHookJob('telling', annotations),
      'templates/b.yaml': aHookJob('silent', '"helm.sh/hook": pre-install'),
    };
    const told: string[] = [];
    const tell = ({ hook, container, text }: HookLog) => told.push(`${hook}/${container}: ${text}`);
    const options = stage.options({ cluster: withLogs(stage.cluster), onHookLog: tell });

    await installRelease(aChartRelease('telling', files), options);
    await testRelease('telling', { ...options, onLog: (log) => tell({ ...log, hook: `test ${log.hook}` }) });

    expect(told).toEqual([
      'telling/main: said by telling',
      'test telling/main: said by telling',
      'telling/main: said by telling',
    ]);
  });

  it('tell no more of it than is asked for, whatever the server sends', async () => {
    const job = aHookJob('flooding', '"helm.sh/hook": pre-install, "helm.sh/hook-output-log-policy": hook-succeeded');
    const told: number[] = [];
    const options = stage.options({
      cluster: withLogs(stage.cluster),
      onHookLog: ({ text }: HookLog) => told.push(text.length),
    });

    await installRelease(aChartRelease('flooding', { 'templates/a.yaml': job }), options);

    expect(told).toEqual([64 * 1024]);
  });

  it('as tests run when they are asked for, all or some, and say how they went', async () => {
    const files = {
      'templates/a.yaml': aHookJob('good', '"helm.sh/hook": test-success'),
      'templates/b.yaml': aHookJob('bad', '"helm.sh/hook": test, "helm.sh/hook-weight": "1"', absent).replace(
        'backoffLimit: 0',
        'activeDeadlineSeconds: 1',
      ),
      'templates/c.yaml': hookMap('other', 'test'),
    };
    await installRelease(aChartRelease('tested', files), stage.options());

    await testRelease('tested', { ...stage.options(), include: ['good'] });
    const some = await phases('tested');
    await testRelease('tested', { ...stage.options(), exclude: ['bad'] });
    const others = await phases('tested');
    await expect(testRelease('tested', stage.options())).rejects.toThrow('job bad failed: DeadlineExceeded');

    expect(some).toEqual({ good: 'Succeeded', bad: '', other: '' });
    expect(others).toEqual({ good: 'Succeeded', bad: '', other: 'Succeeded' });
    expect(await phases('tested')).toEqual({ good: 'Succeeded', bad: 'Failed', other: 'Succeeded' });
    expect(await stage.statuses('tested')).toEqual(['1 deployed']);
    await expect(testRelease('nobody', stage.options())).rejects.toThrow('release: not found');
  });
});
