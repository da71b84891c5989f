import { isJsonObject } from '@violet/machinery';
import type { FastifyTypeProvider } from 'fastify';

/** What a route takes in its path, query or body, or a member of it. */
export interface Input<T> {
  /** Says what is wrong with a value, or nothing. */
  check(value: unknown): string | undefined;
  /** Only for the compiler: the type of what passes. */
  readonly passed?: T;
}

/** Fastify's types of a request, from the inputs that its route names. */
export interface InputTypes extends FastifyTypeProvider {
  validator: this['schema'] extends Input<infer T> ? T : unknown;
}

type Members = Readonly<Record<string, Input<unknown>>>;
type Passed<Named extends Members> = { [Name in keyof Named]: NonNullable<Named[Name]['passed']> };

/** Members that are not named are let through: clients of later versions send more. */
export function fields<Required extends Members, Optional extends Members = Record<never, never>>(
  required: Required,
  optional?: Optional,
): Input<Passed<Required> & Partial<Passed<Optional>>> {
  const checks = [...Object.entries(required), ...Object.entries(optional ?? {})];
  return {
    check(value) {
      if (!isJsonObject(value)) return 'must be an object';
      for (const [name, member] of checks) {
        const given = Object.hasOwn(value, name) ? value[name] : undefined;
        if (given === undefined && !Object.hasOwn(required, name)) continue;
        const wrong = given === undefined ? 'is missing' : member.check(given);
        if (wrong !== undefined) return `${name} ${wrong}`;
      }
      return undefined;
    },
  };
}

/** Lengths are in UTF-16 units. */
export function text({ minLength = 0, maxLength }: { minLength?: number; maxLength: number }): Input<string> {
  return {
    check(value) {
      if (typeof value !== 'string') return 'must be a string';
      if (value.length < minLength) return `must have at least ${minLength} characters`;
      return value.length > maxLength ? `must have at most ${maxLength} characters` : undefined;
    },
  };
}

export function wholeNumber({ minimum }: { minimum: number }): Input<number> {
  return {
    check(value) {
      if (typeof value !== 'number' || !Number.isSafeInteger(value)) return 'must be a whole number';
      return value < minimum ? `must be at least ${minimum}` : undefined;
    },
  };
}
