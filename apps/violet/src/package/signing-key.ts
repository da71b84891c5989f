import { resolve } from 'node:path';
import { openSigningKey, type SigningKey } from '@violet/archive';
import type { CommandContext } from '../command/define-command.ts';
import { wrongUsage } from '../command/usage.ts';

export interface SignFlags {
  sign: string | undefined;
  signKey: string | undefined;
  signPassphraseStdin: boolean;
}

/** The key that `--sign` names; undefined without it. Its passphrase comes from the environment or from stdin, never from a flag. */
export async function signingKey(flags: SignFlags, context: CommandContext): Promise<SigningKey | undefined> {
  const { sign, signKey, signPassphraseStdin } = flags;
  if (sign === undefined) {
    if (signKey !== undefined || signPassphraseStdin) {
      throw wrongUsage(`--${signKey === undefined ? 'sign-passphrase-stdin' : 'sign-key'} is given without --sign`);
    }
    return undefined;
  }
  const fromEnv = context.env['VIOLET_SIGN_PASSPHRASE'];
  const passphrase = signPassphraseStdin ? (await context.readInput()).replace(/\r?\n$/, '') : fromEnv;
  context.terminal.hide(passphrase || undefined);
  const key = { key: signKey, passphrase: async () => passphrase || undefined, now: context.now() };
  return openSigningKey(resolve(context.cwd, sign), key);
}
