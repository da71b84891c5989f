import { describe, expect, it } from 'vitest';
import type { CommandContext } from '../command/define-command.ts';
import { createTerminal } from '../terminal/terminal.ts';
import { type PasswordFlags, withPipedPasswords } from './piped-passwords.ts';

const flags: PasswordFlags = {
  username: 'robot',
  password: undefined,
  passwordStdin: false,
  platformUsername: 'admin',
  platformPassword: undefined,
  platformPasswordStdin: false,
};

function piped(change: Partial<PasswordFlags>, input: string, env: Record<string, string> = {}) {
  const sink = { write: () => undefined };
  const process = { stdout: sink, stderr: sink, env, cwd: '/', now: () => new Date(), signal: AbortSignal.any([]) };
  const context = { ...process, readInput: async () => input };
  const whole = {
    ...context,
    terminal: createTerminal(context, { isDebug: false, isJson: false }),
  } as unknown as CommandContext;
  const read = withPipedPasswords({ ...flags, ...change }, whole);
  return read.then((filled) => ({ ...filled, masked: whole.terminal.masked(input) }));
}

describe('a password on stdin', () => {
  it.each([
    ['secret\n', 'secret'],
    ['secret\r\n', 'secret'],
    ['secret\r', 'secret'],
    ['secret', 'secret'],
    [' se cret \n', ' se cret '],
    ['secret\n\n', 'secret\n'],
    ['two\nlines\n', 'two\nlines'],
  ])('%j is %j', async (input, password) => {
    expect(await piped({ passwordStdin: true }, input)).toMatchObject({ password, platformPassword: undefined });
    expect(await piped({ platformPasswordStdin: true }, input)).toMatchObject({
      password: undefined,
      platformPassword: password,
    });
  });

  it.each(['first\nsecond\n', 'first\r\nsecond\r\n', 'first\nsecond'])(
    'comes in two lines where both are piped in: %j',
    async (input) => {
      expect(await piped({ passwordStdin: true, platformPasswordStdin: true }, input)).toMatchObject({
        password: 'first',
        platformPassword: 'second',
      });
    },
  );

  it('is never shown from then on', async () => {
    expect((await piped({ passwordStdin: true }, 'secret\n')).masked).toBe('******\n');
  });

  it('goes before the one in the environment', async () => {
    const env = { VIOLET_REGISTRY_PASSWORD: 'other', VIOLET_PLATFORM_PASSWORD: 'another' };
    const both = { passwordStdin: true, platformPasswordStdin: true, password: 'other', platformPassword: 'another' };

    expect(await piped(both, 'first\nsecond\n', env)).toMatchObject({ password: 'first', platformPassword: 'second' });
  });

  it('is not waited for where nobody asked for it', async () => {
    expect(await piped({ password: 'typed' }, 'secret\n')).toMatchObject({ password: 'typed' });
  });

  it.each<[string, Partial<PasswordFlags>, string]>([
    ['--password-stdin: nothing came', { passwordStdin: true }, ''],
    ['--password-stdin: nothing came', { passwordStdin: true }, ' \n'],
    ['--platform-password-stdin: nothing came', { platformPasswordStdin: true }, '\n'],
    ['together expect two lines', { passwordStdin: true, platformPasswordStdin: true }, 'first\n'],
    ['together expect two lines', { passwordStdin: true, platformPasswordStdin: true }, '\nsecond\n'],
    ['together expect two lines', { passwordStdin: true, platformPasswordStdin: true }, 'first\nsecond\nthird\n'],
    ['--password and --password-stdin exclude', { passwordStdin: true, password: 'typed' }, 'secret\n'],
    [
      '--platform-password and --platform-password-stdin exclude',
      { platformPasswordStdin: true, platformPassword: 'typed' },
      'secret\n',
    ],
    ['--password-stdin is given without --username', { passwordStdin: true, username: undefined }, 'secret\n'],
    [
      '--platform-password-stdin is given without --platform-username',
      { platformPasswordStdin: true, platformUsername: undefined },
      'secret\n',
    ],
  ])('is refused: %s', async (message, change, input) => {
    await expect(piped(change, input)).rejects.toMatchObject({
      reason: 'WrongUsage',
      message: expect.stringContaining(message),
    });
  });
});
