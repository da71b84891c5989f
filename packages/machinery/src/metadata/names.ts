/** Kubernetes' rules for names. Each answers what is wrong, in upstream's words; nothing wrong is an empty list. */

const qualified = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const label1123 = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomain1123 = `${label1123}(\\.${label1123})*`;
const label1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';

const qualifiedPattern = new RegExp(`^${qualified}$`);
const labelValuePattern = new RegExp(`^(${qualified})?$`);
const label1123Pattern = new RegExp(`^${label1123}$`);
// Equal to the upstream expression but without its nested repetition, which backtracks badly in JavaScript.
const subdomain1123Pattern = /^[a-z0-9](?:[a-z0-9]|-(?=[-a-z0-9]*[a-z0-9])|\.(?=[a-z0-9]))*$/;
const label1035Pattern = new RegExp(`^${label1035}$`);

const alphanumeric =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

/** The stray commas are upstream's. */
function explain(message: string, pattern: string, ...examples: string[]): string {
  const list = examples.map((example) => `'${example}', `).join(' or ');
  return `${message} (e.g. ${list}regex used for validation is '${pattern}')`;
}

function tooLong(max: number): string {
  return `must be no more than ${max} characters`;
}

const textEncoder = new TextEncoder();

/** Whether a text has more bytes than that. No character has more than three for each of its UTF-16 units. */
function isLongerThan(max: number, text: string): boolean {
  return text.length * 3 > max && textEncoder.encode(text).length > max;
}

function explainQualified(): string {
  return explain(alphanumeric, qualified, 'MyName', 'my.name', '123-abc');
}

/** A label's key, an annotation's key, a finalizer: `[prefix/]name`. */
export function qualifiedNameProblems(value: string): string[] {
  const parts = value.split('/');
  if (parts.length > 2) {
    return [
      `a qualified name ${explainQualified()} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const problems: string[] = [];
  const name = parts.at(-1) ?? '';
  if (parts.length === 2) {
    const prefix = parts[0] ?? '';
    const wrong = prefix === '' ? ['must be non-empty'] : dnsSubdomainProblems(prefix);
    problems.push(...wrong.map((problem) => `prefix part ${problem}`));
  }
  if (name === '') problems.push('name part must be non-empty');
  else if (isLongerThan(63, name)) problems.push(`name part ${tooLong(63)}`);
  if (!qualifiedPattern.test(name)) problems.push(`name part ${explainQualified()}`);
  return problems;
}

export function labelValueProblems(value: string): string[] {
  const problems: string[] = [];
  if (isLongerThan(63, value)) problems.push(tooLong(63));
  if (!labelValuePattern.test(value)) {
    const message = `a valid label must be an empty string or ${alphanumeric.replace('must consist', 'consist')}`;
    problems.push(explain(message, `(${qualified})?`, 'MyValue', 'my_value', '12345'));
  }
  return problems;
}

/** RFC 1123 label: names of namespaces. */
export function dnsLabelProblems(value: string): string[] {
  const problems: string[] = [];
  if (isLongerThan(63, value)) problems.push(tooLong(63));
  if (label1123Pattern.test(value)) return problems;
  if (subdomain1123Pattern.test(value)) return [...problems, 'must not contain dots'];
  const message =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
  return [...problems, explain(message, label1123, 'my-name', '123-abc')];
}

/** RFC 1123 subdomain: names of most objects. */
export function dnsSubdomainProblems(value: string): string[] {
  const problems: string[] = [];
  if (isLongerThan(253, value)) problems.push(tooLong(253));
  if (!subdomain1123Pattern.test(value)) {
    const message =
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
    problems.push(explain(message, subdomain1123, 'example.com'));
  }
  return problems;
}

/** RFC 1035 label: names of Services, and of kinds once in lower case. */
export function dns1035LabelProblems(value: string): string[] {
  const problems: string[] = [];
  if (isLongerThan(63, value)) problems.push(tooLong(63));
  if (!label1035Pattern.test(value)) {
    const message =
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
    problems.push(explain(message, label1035, 'my-name', 'abc-123'));
  }
  return problems;
}

/** A key of a ConfigMap or Secret. */
export function configKeyProblems(value: string): string[] {
  const problems: string[] = [];
  if (isLongerThan(253, value)) problems.push(tooLong(253));
  if (!/^[-._a-zA-Z0-9]+$/.test(value)) {
    const message = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
    problems.push(explain(message, '[-._a-zA-Z0-9]+', 'key.name', 'KEY_NAME', 'key-name'));
  }
  if (value === '.' || value === '..') problems.push(`must not be '${value}'`);
  else if (value.startsWith('..')) problems.push("must not start with '..'");
  return problems;
}

/** Names of RBAC objects and other kinds with free names: anything that can be one segment of a path. */
export function pathSegmentProblems(value: string): string[] {
  if (value === '.' || value === '..') return [`may not be '${value}'`];
  return pathSegmentPrefixProblems(value);
}

function pathSegmentPrefixProblems(value: string): string[] {
  return ['/', '%'].filter((illegal) => value.includes(illegal)).map((illegal) => `may not contain '${illegal}'`);
}
