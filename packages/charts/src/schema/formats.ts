import { goQuote, hostname, parseTime, parseUrl, type Url, UTC, unescapeUrl } from '@violet/gotemplate';
import { ipv4Problem, ipv6Problem } from './ip-format.ts';
import { patternProblem } from './pattern.ts';
import type { Format } from './schema.ts';
import { dateTimeProblem, durationProblem, periodProblem, timeProblem } from './time-format.ts';

/** What is wrong with a text, undefined if nothing. */
type Problem = string | undefined;

const checks: Readonly<Record<string, (text: string) => Problem>> = {
  'json-pointer': jsonPointerProblem,
  'relative-json-pointer': relativePointerProblem,
  uuid: uuidProblem,
  duration: durationProblem,
  period: (text) => periodProblem(text, dateProblem),
  ipv4: ipv4Problem,
  ipv6: ipv6Problem,
  hostname: hostnameProblem,
  email: emailProblem,
  date: dateProblem,
  time: timeProblem,
  'date-time': (text) => dateTimeProblem(text, dateProblem),
  uri: uriProblem,
  iri: uriProblem,
  'uri-reference': uriReferenceProblem,
  'iri-reference': uriReferenceProblem,
  'uri-template': uriTemplateProblem,
  semver: semverProblem,
  regex: patternProblem,
};

/** The formats that Helm knows; any other allows everything. */
export function formatNamed(name: string | undefined): Format | undefined {
  if (name === undefined || !Object.hasOwn(checks, name)) return undefined;
  const problem = checks[name];
  return problem === undefined ? undefined : { name, problem };
}

function quoteCharacter(character: string): string {
  return goQuote(character, { delimiter: "'" });
}

function firstNot(text: string, allowed: RegExp): string | undefined {
  return [...text].find((character) => !allowed.test(character));
}

function jsonPointerProblem(text: string): Problem {
  if (text === '') return undefined;
  if (!text.startsWith('/')) return 'not starting with /';
  return /~(?![01])/.test(text) ? '~ must be followed by 0 or 1' : undefined;
}

function relativePointerProblem(text: string): Problem {
  const [digits = ''] = /^[0-9]*/.exec(text) ?? [];
  if (digits === '') return 'must start with non-negative integer';
  if (digits.length > 1 && digits.startsWith('0')) return 'starts with zero';
  const rest = text.slice(digits.length);
  return rest === '#' ? undefined : jsonPointerProblem(rest);
}

const uuidLengths = [8, 4, 4, 4, 12];

function uuidProblem(text: string): Problem {
  const groups = text.split('-');
  if (groups.length !== uuidLengths.length) return `must have ${uuidLengths.length} elements`;
  for (const [index, group] of groups.entries()) {
    if (byteLength(group) !== uuidLengths[index]) {
      return `element ${index + 1} must be ${uuidLengths[index]} characters long`;
    }
    const other = firstNot(group, /[0-9a-fA-F]/);
    if (other !== undefined) return `non-hex character ${quoteCharacter(other)}`;
  }
  return undefined;
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

function hostnameProblem(text: string): Problem {
  const name = text.replace(/\.$/, '');
  if (byteLength(name) > 253) return 'more than 253 characters long';
  for (const label of name.split('.')) {
    const length = byteLength(label);
    if (length < 1 || length > 63) return 'label must be 1 to 63 characters long';
    if (label.startsWith('-')) return 'label starts with hyphen';
    if (label.endsWith('-')) return 'label ends with hyphen';
    const other = firstNot(label, /[a-zA-Z0-9-]/);
    if (other !== undefined) return `invalid character ${quoteCharacter(other)}`;
  }
  return undefined;
}

function emailProblem(text: string): Problem {
  if (byteLength(text) > 254) return 'more than 255 characters long';
  const at = text.lastIndexOf('@');
  if (at < 0) return 'missing @';
  const [local, domain] = [text.slice(0, at), text.slice(at + 1)];
  return localPartProblem(local) ?? domainProblem(domain);
}

function localPartProblem(local: string): Problem {
  if (byteLength(local) > 64) return 'local part more than 64 characters long';
  if (/^".*"$/s.test(local) && local.length > 1) {
    const isPlain = !/[\\"]/.test(local.slice(1, -1));
    return isPlain ? undefined : 'backslash and quote are not allowed within quoted local part';
  }
  if (local.startsWith('.')) return 'starts with dot';
  if (local.endsWith('.')) return 'ends with dot';
  if (local.includes('..')) return 'consecutive dots';
  const other = firstNot(local, /[a-zA-Z0-9.!#$%&'*+\-/=?^_`{|}~]/);
  return other === undefined ? undefined : `invalid character ${quoteCharacter(other)}`;
}

function domainProblem(domain: string): Problem {
  if (!domain.startsWith('[') || !domain.endsWith(']')) return about('invalid domain', hostnameProblem(domain));
  const address = domain.slice(1, -1);
  if (address.startsWith('IPv6:')) return about('invalid ipv6 address', ipv6Problem(address.slice('IPv6:'.length)));
  return about('invalid ipv4 address', ipv4Problem(address));
}

function about(what: string, problem: Problem): Problem {
  return problem === undefined ? undefined : `${what}: ${problem}`;
}

function attempt(deed: () => unknown): Problem {
  try {
    deed();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function dateProblem(text: string): Problem {
  return attempt(() => parseTime('2006-01-02', text, UTC));
}

/** Go's own reader lets through what is no address in a host. */
function readUrl(text: string): Url {
  const url = parseUrl(text);
  const host = hostname(url);
  if (!host.includes(':')) return url;
  if (!url.host.includes('[') || !url.host.includes(']')) throw new Error('ipv6 address not enclosed in brackets');
  const problem = ipv6Problem(host);
  if (problem !== undefined) throw new Error(`invalid ipv6 address: ${problem}`);
  return url;
}

function uriProblem(text: string): Problem {
  return attempt(() => {
    if (readUrl(text).scheme === '') throw new Error('relative url');
  });
}

function uriReferenceProblem(text: string): Problem {
  return text.includes('\\') ? 'contains \\' : attempt(() => readUrl(text));
}

function uriTemplateProblem(text: string): Problem {
  let url: Url;
  try {
    url = readUrl(text);
  } catch (error) {
    return (error as Error).message;
  }
  for (const written of url.rawPath.split('/')) {
    const braces = unescapeUrl(written, 'path').replace(/[^{}]/g, '');
    if (/\{\{|\}\}|^\}/.test(braces)) return 'nested curly braces';
    if (braces.endsWith('{')) return 'no matching closing brace';
  }
  return undefined;
}

function semverProblem(text: string): Problem {
  const [beforeBuild = '', build] = text.split(/\+(.*)/s);
  const [core = '', preRelease] = beforeBuild.split(/-(.*)/s);
  return buildProblem(build) ?? preReleaseProblem(preRelease) ?? versionProblem(core);
}

function buildProblem(build: string | undefined): Problem {
  if (build === undefined) return undefined;
  if (build === '') return 'build is empty';
  for (const identifier of build.split('.')) {
    if (identifier === '') return 'build identifier is empty';
    const other = firstNot(identifier, /[0-9A-Za-z-]/);
    if (other !== undefined) return `invalid character ${quoteCharacter(other)} in build identifier`;
  }
  return undefined;
}

function preReleaseProblem(preRelease: string | undefined): Problem {
  for (const identifier of preRelease?.split('.') ?? []) {
    if (identifier === '') return 'pre-release identifier is empty';
    const other = firstNot(identifier, /[0-9A-Za-z-]/);
    if (other !== undefined) return `invalid character ${quoteCharacter(other)} in pre-release identifier`;
    if (/^0[0-9]+$/.test(identifier)) return 'pre-release numeric identifier starts with zero';
  }
  return undefined;
}

function versionProblem(core: string): Problem {
  const numbers = core.split('.');
  if (numbers.length !== 3) return 'versionCore must have 3 numbers separated by dot';
  for (const [index, number] of numbers.entries()) {
    const name = ['major', 'minor', 'patch'][index];
    if (number === '') return `${name} is empty`;
    if (number.length > 1 && number.startsWith('0')) return `${name} starts with zero`;
    if (/[^0-9]/.test(number)) return `${name} contains non-digit`;
  }
  return undefined;
}
