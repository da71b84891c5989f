import type { CommandContext } from '../command/define-command.ts';
import { wrongUsage } from '../command/usage.ts';

/** Of a command that knows a platform, or an image registry beside it. */
export interface PasswordFlags {
  username?: string | undefined;
  password?: string | undefined;
  passwordStdin?: boolean;
  platformUsername: string | undefined;
  platformPassword: string | undefined;
  platformPasswordStdin: boolean;
}

type Passwords = Partial<Pick<PasswordFlags, 'password' | 'platformPassword'>>;

/**
 * The flags with the passwords that are piped in: without the line end behind them, as docker takes it off. Of both, the
 * first line is the registry's and the second one the platform's.
 */
export async function withPipedPasswords<F extends PasswordFlags>(flags: F, context: CommandContext): Promise<F> {
  const { passwordStdin = false, platformPasswordStdin } = flags;
  if (!passwordStdin && !platformPasswordStdin) return flags;
  const { env } = context;
  if (passwordStdin) {
    requireAlone('password', flags.password, env['VIOLET_REGISTRY_PASSWORD']);
    requireUser('password', flags.username, '--username');
  }
  if (platformPasswordStdin) {
    requireAlone('platform-password', flags.platformPassword, env['VIOLET_PLATFORM_PASSWORD']);
    requireUser('platform-password', flags.platformUsername, '--platform-username');
  }
  const input = withoutLineEnd(await context.readInput());
  const passwords = passwordStdin && platformPasswordStdin ? twoPasswords(input) : onePassword(input, passwordStdin);
  for (const password of Object.values(passwords)) context.terminal.hide(password);
  return { ...flags, ...passwords };
}

/** What stands in the environment gives way, what was typed does not. */
function requireAlone(flag: string, value: string | undefined, fromEnv: string | undefined): void {
  if (value === undefined || value === fromEnv) return;
  throw wrongUsage(`--${flag} and --${flag}-stdin exclude each other`);
}

function requireUser(flag: string, user: string | undefined, userFlag: string): void {
  if (user === undefined) throw wrongUsage(`--${flag}-stdin is given without ${userFlag}`);
}

function onePassword(input: string, isOfRegistry: boolean): Passwords {
  if (input.trim() !== '') return isOfRegistry ? { password: input } : { platformPassword: input };
  throw wrongUsage(`--${isOfRegistry ? 'password' : 'platform-password'}-stdin: nothing came on stdin`);
}

function twoPasswords(input: string): Passwords {
  const [password = '', platformPassword = '', ...more] = input.split('\n').map(withoutLineEnd);
  if (password.trim() !== '' && platformPassword.trim() !== '' && more.length === 0) {
    return { password, platformPassword };
  }
  throw wrongUsage(
    '--password-stdin and --platform-password-stdin together expect two lines on stdin',
    "The image registry's password in the first line, the platform's in the second.",
  );
}

function withoutLineEnd(text: string): string {
  return text.replace(/(?:\r\n|\n|\r)$/, '');
}
