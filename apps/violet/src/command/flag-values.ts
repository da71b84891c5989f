import type { Context } from './context.ts';
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

function flagValue(name: string, flag: Flag, typed: unknown, env: Context['env']): unknown {
  switch (flag.kind) {
    case 'switch':
      return typed === true;
    case 'texts':
      return Array.isArray(typed) ? typed : [];
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
