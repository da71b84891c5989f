import type { Value } from '../value/value.ts';
import { display } from './printer.ts';

/** Go's fmt.Sprint: a space between two values of which neither is a string. */
export function sprint(values: readonly Value[]): string {
  let out = '';
  let afterString = true;
  for (const value of values) {
    const isString = typeof value === 'string';
    out += !isString && !afterString ? ` ${display(value)}` : display(value);
    afterString = isString;
  }
  return out;
}

/** Go's fmt.Sprintln. */
export function sprintln(values: readonly Value[]): string {
  return `${values.map(display).join(' ')}\n`;
}
