import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '@violet/machinery';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '../command/context.ts';
import { createTerminal } from '../terminal/terminal.ts';
import { runViolet } from '../testing/run-violet.ts';
import { type CommandEvent, errorEvent, type ProgressEvent } from './command-event.ts';
import { createEvents } from './events.ts';

type Told = Exclude<CommandEvent, ProgressEvent>;

/** What stderr gets of some events. */
function tell(events: readonly Told[], mode: { isDebug: boolean; isJson: boolean }, secret?: string): string {
  const stderr = { text: '', write: (text: string) => (stderr.text += text) };
  const context: Context = {
    stdout: { write: () => expect.unreachable('events are no result') },
    stderr,
    env: {},
    readInput: async () => '',
    cwd: '/',
    now: () => new Date(0),
    signal: AbortSignal.any([]),
  };
  const terminal = createTerminal(context, mode);
  terminal.hide(secret);
  for (const event of events) createEvents(context, terminal).tell(event);
  return stderr.text;
}

const failure = new Failure('Conflict', 'v1 is published already', { hint: 'Give --force.' });

describe('what happens, in words', () => {
  it.each<[Told, string]>([
    [{ event: 'note', message: 'so it is' }, 'so it is\n'],
    [errorEvent(failure), 'Error: v1 is published already\nHint: Give --force.\n'],
    [errorEvent(failure, { package: '/a.tgz' }), 'Error: /a.tgz: v1 is published already\nHint: Give --force.\n'],
    [errorEvent(new Failure('Invalid', '/a.tgz is damaged'), { package: '/a.tgz' }), 'Error: /a.tgz is damaged\n'],
    [errorEvent(new Failure('Forbidden', 'no'), { cluster: 'region1' }), 'Error: cluster region1: no\n'],
    [{ event: 'image', package: 'a', image: 'r/a:1', outcome: 'pushed' }, 'pushed image r/a:1\n'],
    [{ event: 'image', package: 'a', image: 'r/a:1', outcome: 'present' }, ''],
    [
      { event: 'retrying', registry: 'r', message: 'it answered 503', pauseMs: 1500 },
      'registry r: it answered 503; again in 1.5 s\n',
    ],
    [
      { event: 'retrying', registry: 'r', message: 'registry r: pushing a: it answered 503', pauseMs: 1500 },
      'registry r: pushing a: it answered 503; again in 1.5 s\n',
    ],
    [
      { event: 'resumed', registry: 'r', repository: 'a', digest: 'sha256:0', offset: 1024, size: 4096 },
      'registry r: blob sha256:0 of a goes on at 1.0 KiB of 4.0 KiB, where it stopped\n',
    ],
    [{ event: 'package', package: 'a', outcome: 'unchanged' }, ''],
    [{ event: 'waiting', package: 'a', message: 'waiting for x' }, ''],
  ])('%j', (event, words) => {
    expect(tell([event], { isDebug: false, isJson: false })).toBe(words);
  });

  it.each<[Told, string]>([
    [{ event: 'image', package: 'a', image: 'r/a:1', outcome: 'present' }, 'image r/a:1 already exist, skip it'],
    [{ event: 'waiting', package: 'a', message: 'waiting for x' }, 'waiting for x'],
    [{ event: 'transfer', blobs: 3, bytes: 1024 }, '3 blobs to send or find, 1.0 KiB'],
    [{ event: 'concurrency', registry: 'r', requests: 4 }, 'registry r: 4 requests at once'],
  ])('with --debug: %j', (event, words) => {
    expect(tell([event], { isDebug: true, isJson: false })).toBe(`debug: ${words}\n`);
  });
});

describe('what happens, for programs', () => {
  const json = { isDebug: false, isJson: true };

  it('is a line each, with the time first, and all that is known', () => {
    const lines = tell([{ event: 'package', package: '/a.tgz', outcome: 'unchanged' }, errorEvent(failure)], json);

    expect(lines).toBe(
      '{"time":"1970-01-01T00:00:00.000Z","event":"package","package":"/a.tgz","outcome":"unchanged"}\n' +
        '{"time":"1970-01-01T00:00:00.000Z","event":"error","code":"Conflict","message":"v1 is published already",' +
        '"hint":"Give --force."}\n',
    );
  });

  it('has no secret, and no control character but as JSON writes it', () => {
    const line = tell([{ event: 'note', message: 'said hunter22 \u001b[2J \u009b1m \u202e\n' }], json, 'hunter22');

    expect(line).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]|hunter/);
    expect(JSON.parse(line).message).toBe('said ****** \u001b[2J \u009b1m \u202e\n');
  });

  it('leaves numbers alone, whatever the secret is', () => {
    const line = tell([{ event: 'transfer', blobs: 1234, bytes: 51234 }], json, '1234');

    expect(JSON.parse(line)).toMatchObject({ blobs: 1234, bytes: 51234 });
  });
});

describe('--output json', () => {
  let cwd: string;
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'violet-events-'));
  });
  afterAll(() => rm(cwd, { recursive: true, force: true }));

  it.each([
    ['a flag that is not there', ['show', 'x', '--output', 'json', '--frob=hunter22'], 2, "unknown option '--frob'"],
    [
      'a flag without its value',
      ['push', 'x', '--output=json', '--clusters'],
      2,
      "option '--clusters <name,...>' argu",
    ],
    ['what the command refuses', ['push', 'x', '--output', 'json', '--skip-crs', '--skip-push'], 2, '--skip-crs and'],
    ['a file that is not there', ['show', 'absent.tgz', '--output', 'json', '--debug'], 1, 'absent.tgz: no such file'],
  ])('makes an event of %s', async (_what, args, code, message) => {
    const ran = await runViolet(args, { cwd });
    const events = ran.stderr
      .trimEnd()
      .split('\n')
      .map((line): CommandEvent => JSON.parse(line));

    expect({ code: ran.code, stdout: ran.stdout }).toEqual({ code, stdout: '' });
    expect(events.at(-1)).toMatchObject({ event: 'error', message: expect.stringContaining(message) });
    expect(ran.stderr).not.toContain('hunter22');
  });

  it('is the name of a file to `violet package`, whose words stay words', async () => {
    const ran = await runViolet(['package', 'absent', '--output', 'json'], { cwd });

    expect(ran.stderr).toMatch(/^Error: .*manifest\.yaml: no such file\nHint: /);
  });
});
