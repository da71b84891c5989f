import { describe, expect, it } from 'vitest';
import type { Context } from '../command/context.ts';
import { createTerminal } from './terminal.ts';

function aTerminal() {
  const stdout = { text: '', write: (text: string) => (stdout.text += text) };
  const stderr = { text: '', write: (text: string) => (stderr.text += text) };
  const context: Context = {
    stdout,
    stderr,
    env: {},
    readInput: async () => '',
    cwd: '/',
    now: () => new Date(0),
    signal: AbortSignal.any([]),
  };
  return { stdout, stderr, terminal: createTerminal(context, { isDebug: false, isJson: false }) };
}

/** Clear the screen, set the title, another way to begin a sequence, write from right to left. */
const hostile = 'web\u001b[2J\u001b]0;title\u0007\u009b1m\u202e\rgnp';

describe('what is printed', () => {
  it('moves no cursor, whatever name it holds', () => {
    const { terminal, stdout, stderr } = aTerminal();
    terminal.print(`${hostile}\nsecond\tline`);
    terminal.note(hostile);

    expect(stdout.text).toBe('web?[2J?]0;title??1m??gnp\nsecond\tline\n');
    expect(stderr.text).toBe('web?[2J?]0;title??1m??gnp\n');
  });

  it('has as many lines as were meant, whatever name they hold', () => {
    const { terminal, stdout } = aTerminal();
    terminal.printLines(['  - a.tgz\nVerified successfully with GPG: 1 file(s)', `b\tc\u2028d`]);

    expect(stdout.text).toBe('  - a.tgz?Verified successfully with GPG: 1 file(s)\nb?c?d\n');
  });

  it('cannot pass for another note', () => {
    const { terminal, stderr } = aTerminal();
    terminal.note('Error: a.tgz\nError: b.tgz\n- x\nHint: y');

    expect(stderr.text).toBe('Error: a.tgz\n  Error: b.tgz\n- x\n  Hint: y\n');
  });

  it('is the same text to programs', () => {
    const { terminal, stdout } = aTerminal();
    terminal.printDocument({ name: hostile });

    expect(stdout.text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(JSON.parse(stdout.text)).toEqual({ name: hostile });
  });
});
