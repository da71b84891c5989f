import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Processes } from './processes.ts';

let directory: string;
let processes: Processes;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'violet-processes-'));
  processes = new Processes(directory);
});

afterEach(async () => {
  await processes.stop();
  rmSync(directory, { recursive: true, force: true });
});

const starts = () => readFileSync(join(directory, 'waiter.log'), 'utf8').split('begun').length - 1;

describe('a program that is started again', () => {
  it('goes on in its log, and is another process', async () => {
    const first = processes.start('waiter', 'sh', ['-c', 'echo begun; exec sleep 600']);
    await processes.until('waiter', async () => starts() === 1);

    await processes.restart('waiter');
    await processes.until('waiter', async () => starts() === 2);

    expect(() => process.kill(first, 0)).toThrow('ESRCH');
  });

  it('must have been started', async () => {
    await expect(processes.restart('waiter')).rejects.toThrow('waiter was not started');
  });
});
