import { Failure } from '@violet/machinery';
import { expect, it } from 'vitest';
import type { CommandContext } from '../command/define-command.ts';
import { printReport } from './push-report.ts';

const dead = new Failure('ServiceUnavailable', 'registry r.example: connection refused', { hint: 'is it running?' });
const results = ['a.tgz', 'b.tgz', 'c.tgz', 'd.tgz'].map((path) => ({
  path,
  outcome: 'failed' as const,
  failure: path === 'b.tgz' ? new Failure('Invalid', 'b.tgz: damaged') : dead,
}));

/** What is told of these packages on stderr. */
function told(isJson: boolean): string[] {
  const notes: string[] = [];
  const terminal = {
    isJson,
    note: (text: string) => notes.push(text),
    masked: (text: string) => text,
    printLines: () => undefined,
    printDocument: () => undefined,
  };
  const tell = (event: { event: string; package?: string; message?: string }) =>
    notes.push(`${event.event} ${event.package}: ${event.message}`);
  printReport(results, { terminal, events: { tell } } as unknown as CommandContext);
  return notes;
}

it('tells a person once what has kept several packages, and of how many others', () => {
  expect(told(false)).toEqual([
    'error a.tgz: registry r.example: connection refused',
    '2 other packages failed by it',
    'error b.tgz: b.tgz: damaged',
    expect.stringContaining('PACKAGE'),
    ...['a', 'b', 'c', 'd'].map((name) => expect.stringMatching(new RegExp(`^${name}.tgz .* failed$`))),
    '4 of 4 packages failed',
  ]);
});

it('tells a program what has failed each package', () => {
  expect(told(true)).toHaveLength(4);
});
