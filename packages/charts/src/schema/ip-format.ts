import { goQuote } from '@violet/gotemplate';
import { goInteger } from './go-integer.ts';

export function ipv4Problem(text: string): string | undefined {
  const groups = text.split('.');
  if (groups.length !== 4) return 'expected four decimals';
  for (const group of groups) {
    if (group.length > 1 && group.startsWith('0')) return 'leading zeros';
    const number = goInteger(group);
    if (typeof number === 'string') return number;
    if (number < 0 || number > 255) return 'decimal must be between 0 and 255';
  }
  return undefined;
}

/** In the words of Go's netip.ParseAddr. */
export function ipv6Problem(text: string): string | undefined {
  if (!text.includes(':')) return 'missing colon';
  const first = /[.:%]/.exec(text)?.[0];
  const wrong =
    first === '.' ? dottedProblem(text) : first === '%' ? ['missing IPv6 address'] : new Address(text).problem();
  if (wrong !== undefined) {
    const [message, rest = ''] = wrong;
    return `ParseAddr(${goQuote(text)}): ${message}${rest === '' ? '' : ` (at ${goQuote(rest)})`}`;
  }
  return text.includes('%') ? 'zone id is not a part of ipv6 address' : undefined;
}

/** What is wrong, and the text from where it is. */
type Wrong = readonly [message: string, rest?: string];

function dottedProblem(text: string): Wrong | undefined {
  let [value, digits, fields] = [0, 0, 0];
  for (const [index, character] of [...text].entries()) {
    if (/[0-9]/.test(character)) {
      if (digits === 1 && value === 0) return ['IPv4 field has octet with leading zero'];
      value = value * 10 + Number(character);
      digits += 1;
      if (value > 255) return ['IPv4 field has value >255'];
    } else if (character === '.') {
      if (digits === 0 || index === text.length - 1) {
        return ['IPv4 field must have at least one digit', text.slice(index)];
      }
      if (fields === 3) return ['IPv4 address too long'];
      fields += 1;
      [value, digits] = [0, 0];
    } else {
      return ['unexpected character', text.slice(index)];
    }
  }
  return fields < 3 ? ['IPv4 address too short'] : undefined;
}

/** An IPv6 address as it is read from left to right. */
class Address {
  private rest: string;
  private readonly zone: string | undefined;
  private bytes = 0;
  private hasEllipsis = false;

  constructor(text: string) {
    const percent = text.indexOf('%');
    this.rest = percent < 0 ? text : text.slice(0, percent);
    this.zone = percent < 0 ? undefined : text.slice(percent + 1);
  }

  problem(): Wrong | undefined {
    if (this.zone === '') return ['zone must be a non-empty string'];
    if (this.rest.startsWith('::')) {
      this.hasEllipsis = true;
      this.rest = this.rest.slice(2);
      if (this.rest === '') return undefined;
    }
    while (this.bytes < 16) {
      const wrong = this.group();
      if (wrong === 'end') break;
      if (wrong !== undefined) return wrong;
    }
    if (this.rest !== '') return ['trailing garbage after address', this.rest];
    if (this.bytes < 16) return this.hasEllipsis ? undefined : ['address string too short'];
    return this.hasEllipsis ? ['the :: must expand to at least one field of zeros'] : undefined;
  }

  private group(): Wrong | 'end' | undefined {
    const [digits = ''] = /^[0-9a-fA-F]*/.exec(this.rest) ?? [];
    if (digits.length > 4) return ['each group must have 4 or less digits', this.rest];
    if (digits === '') return ['each colon-separated field must have at least one digit', this.rest];
    if (this.rest[digits.length] === '.') return this.embedded();
    this.bytes += 2;
    this.rest = this.rest.slice(digits.length);
    if (this.rest === '') return 'end';
    if (!this.rest.startsWith(':')) return ['unexpected character, want colon', this.rest];
    if (this.rest === ':') return ['colon must be followed by more characters', this.rest];
    this.rest = this.rest.slice(1);
    return this.ellipsis();
  }

  private ellipsis(): Wrong | 'end' | undefined {
    if (!this.rest.startsWith(':')) return undefined;
    if (this.hasEllipsis) return ['multiple :: in address', this.rest];
    this.hasEllipsis = true;
    this.rest = this.rest.slice(1);
    return this.rest === '' ? 'end' : undefined;
  }

  private embedded(): Wrong | 'end' {
    if (!this.hasEllipsis && this.bytes !== 12) {
      return ['embedded IPv4 address must replace the final 2 fields of the address', this.rest];
    }
    if (this.bytes + 4 > 16) {
      return ['too many hex fields to fit an embedded IPv4 at the end of the address', this.rest];
    }
    const wrong = dottedProblem(this.rest);
    if (wrong !== undefined) return wrong;
    this.rest = '';
    this.bytes += 4;
    return 'end';
  }
}
