import type { Context } from './context.ts';
import type { Command } from './define-command.ts';
import { type Flag, type Flags, flagName } from './flag.ts';
import { typingError } from './typing-error.ts';

/** From what was typed to the values that a command runs with: environment and defaults stand in. */
export function flagValues(
  flags: Flags,
  typed: Readonly<Record<string, unknown>>,
  env: Context['env'],
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(flags).map(([key, flag]) => [key, flagValue(`--${flagName(key, flag)}`, flag, typed[key], env)]),
  );
}

/** An empty word is what a script made of a variable that is not set: as a path it would be the whole current directory. */
export function refuseEmpty(positionals: Command['positionals'], typed: readonly string[]): void {
  const empty = typed.indexOf('');
  if (empty >= 0) throw typingError(`${(positionals[empty] ?? positionals.at(-1))?.name ?? 'an argument'} is empty`);
}

function flagValue(name: string, flag: Flag, typed: unknown, env: Context['env']): unknown {
  switch (flag.kind) {
    case 'switch':
      return typed === true;
    case 'texts': {
      const texts = Array.isArray(typed) ? typed : [];
      if (texts.includes('')) throw typingError(`${name} is empty`);
      return texts;
    }
    case 'list':
      return listValue(name, typed ?? flag.default ?? []);
    case 'text': {
      const fromEnv = flag.env === undefined ? undefined : env[flag.env] || undefined;
      const value = typed ?? fromEnv ?? flag.default;
      if (value === '') throw typingError(`${name} is empty`);
      if (value === undefined && flag.required === true) throw typingError(`${name} is required`);
      if (typeof value === 'string' && flag.choices?.includes(value) === false) {
        throw typingError(`${name}: "${value}" is not one of ${flag.choices.join(', ')}`);
      }
      return value;
    }
  }
}

function listValue(name: string, value: unknown): string[] {
  const items = Array.isArray(value) ? value.map((item) => String(item).trim()) : [];
  if (items.includes('')) throw typingError(`${name} has an empty part`);
  return [...new Set(items)];
}
