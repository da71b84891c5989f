import type { Environment } from '@marcbachmann/cel-js';
import { jsonEqual } from '../../json.ts';
import { addQuantity, compareQuantity, parseQuantity, type Quantity, subtractQuantity } from '../../quantity.ts';
import { compareVersions, parseVersion, type Version } from '../../version/version.ts';
import { matchesFormat } from '../format.ts';
import { compilePattern } from '../pattern.ts';
import { affordable } from './budget.ts';
import { loopFunction, matchesFunction } from './instrument.ts';
import { registerTextFunctions } from './text-functions.ts';

/** Kubernetes' CEL libraries: lists, regular expressions, URLs, quantities, versions, addresses, sets. */
export function extendEnvironment(environment: Environment): void {
  environment.registerFunction(`${loopFunction}(dyn): dyn`, affordable);
  registerRegex(environment);
  registerLists(environment);
  registerSets(environment);
  registerQuantities(environment);
  registerVersions(environment);
  registerUrls(environment);
  environment.registerFunction('isIP(string): bool', (text: string) => isAddress(text));
  environment.registerFunction('isCIDR(string): bool', (text: string) => matchesFormat('cidr', text));
  registerTextFunctions(environment);
}

function isAddress(text: string): boolean {
  return matchesFormat('ipv4', text) || matchesFormat('ipv6', text);
}

function expressionOf(pattern: string) {
  const expression = compilePattern(pattern);
  if (expression instanceof Error) throw expression;
  return expression;
}

function registerRegex(environment: Environment): void {
  const find = (text: string, pattern: string, limit: number): string[] => {
    const matcher = expressionOf(pattern).matcher(text);
    const found: string[] = [];
    while ((limit < 0 || found.length < limit) && matcher.find()) found.push(matcher.group() ?? '');
    return found;
  };
  // Variables are dyn, so receivers cannot be told to be text before evaluation.
  environment.registerFunction(`dyn.${matchesFunction}(string): bool`, (text: string, pattern: string) =>
    expressionOf(pattern).matcher(text).find(),
  );
  environment.registerFunction(
    'string.find(string): string',
    (text: string, pattern: string) => find(text, pattern, 1)[0] ?? '',
  );
  environment.registerFunction('string.findAll(string): list<string>', (text: string, pattern: string) =>
    find(text, pattern, -1),
  );
  environment.registerFunction(
    'string.findAll(string, int): list<string>',
    (text: string, pattern: string, limit: bigint) => find(text, pattern, Number(limit)),
  );
}

type Comparable = string | number | bigint;

function registerLists(environment: Environment): void {
  const isSorted = (list: Comparable[]): boolean =>
    list.every((item, index) => index === 0 || (list[index - 1] as Comparable) <= item);
  environment.registerFunction('list.isSorted(): bool', isSorted);
  environment.registerFunction('list.sum(): dyn', (list: (number | bigint)[]) =>
    list.reduce((total, item) => (total as never) + (item as never), typeof list[0] === 'number' ? 0 : 0n),
  );
  environment.registerFunction('list.min(): dyn', (list: Comparable[]) => extreme(list, (a, b) => a < b, 'min'));
  environment.registerFunction('list.max(): dyn', (list: Comparable[]) => extreme(list, (a, b) => a > b, 'max'));
  environment.registerFunction('list.indexOf(dyn): int', (list: unknown[], item: unknown) =>
    BigInt(list.findIndex((candidate) => jsonEqual(candidate, item))),
  );
  environment.registerFunction('list.lastIndexOf(dyn): int', (list: unknown[], item: unknown) =>
    BigInt(list.findLastIndex((candidate) => jsonEqual(candidate, item))),
  );
}

function extreme(list: Comparable[], better: (a: Comparable, b: Comparable) => boolean, name: string): Comparable {
  const [first, ...rest] = list;
  if (first === undefined) throw new Error(`${name} called on empty list`);
  return rest.reduce((best, item) => (better(item, best) ? item : best), first);
}

/** The namespace object behind `sets.contains(…)`. */
class SetsNamespace {}

function registerSets(environment: Environment): void {
  environment.registerType('SetsNamespace', SetsNamespace);
  environment.registerConstant('sets', 'SetsNamespace', new SetsNamespace());
  const has = (list: unknown[], item: unknown): boolean => list.some((candidate) => jsonEqual(candidate, item));
  const contains = (list: unknown[], items: unknown[]): boolean => items.every((item) => has(list, item));
  environment.registerFunction('SetsNamespace.contains(list, list): bool', (_: unknown, a: unknown[], b: unknown[]) =>
    contains(a, b),
  );
  environment.registerFunction(
    'SetsNamespace.equivalent(list, list): bool',
    (_: unknown, a: unknown[], b: unknown[]) => contains(a, b) && contains(b, a),
  );
  environment.registerFunction('SetsNamespace.intersects(list, list): bool', (_: unknown, a: unknown[], b: unknown[]) =>
    a.some((item) => has(b, item)),
  );
}

class CelQuantity {
  readonly quantity: Quantity;
  constructor(quantity: Quantity) {
    this.quantity = quantity;
  }
}

const nano = 1_000_000_000n;

function registerQuantities(environment: Environment): void {
  const compare = (a: CelQuantity, b: CelQuantity): number => compareQuantity(a.quantity, b.quantity);
  environment.registerType('Quantity', CelQuantity);
  environment.registerFunction('quantity(string): Quantity', (text: string) => new CelQuantity(parseQuantity(text)));
  environment.registerFunction('isQuantity(string): bool', (text: string) => succeeds(() => parseQuantity(text)));
  environment.registerFunction(
    'Quantity.isLessThan(Quantity): bool',
    (a: CelQuantity, b: CelQuantity) => compare(a, b) < 0,
  );
  environment.registerFunction(
    'Quantity.isGreaterThan(Quantity): bool',
    (a: CelQuantity, b: CelQuantity) => compare(a, b) > 0,
  );
  environment.registerFunction('Quantity.compareTo(Quantity): int', (a: CelQuantity, b: CelQuantity) =>
    BigInt(compare(a, b)),
  );
  environment.registerFunction('Quantity.sign(): int', ({ quantity }: CelQuantity) =>
    BigInt(compareQuantity(quantity, '0')),
  );
  environment.registerFunction(
    'Quantity.isInteger(): bool',
    ({ quantity }: CelQuantity) => quantity.nanos % nano === 0n,
  );
  environment.registerFunction('Quantity.asInteger(): int', ({ quantity }: CelQuantity) => {
    if (quantity.nanos % nano !== 0n) throw new Error('cannot convert value to integer');
    return quantity.nanos / nano;
  });
  environment.registerFunction(
    'Quantity.asApproximateFloat(): double',
    ({ quantity }: CelQuantity) => Number(quantity.nanos) / Number(nano),
  );
  environment.registerFunction(
    'Quantity.add(Quantity): Quantity',
    (a: CelQuantity, b: CelQuantity) => new CelQuantity(addQuantity(a.quantity, b.quantity)),
  );
  environment.registerFunction(
    'Quantity.sub(Quantity): Quantity',
    (a: CelQuantity, b: CelQuantity) => new CelQuantity(subtractQuantity(a.quantity, b.quantity)),
  );
}

function succeeds(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}

class CelVersion {
  readonly version: Version;
  constructor(version: Version) {
    this.version = version;
  }
}

function registerVersions(environment: Environment): void {
  const compare = (a: CelVersion, b: CelVersion): number => Math.sign(compareVersions(a.version, b.version));
  const strict = (text: string): Version | undefined => (text.startsWith('v') ? undefined : parseVersion(text));
  environment.registerType('Semver', CelVersion);
  environment.registerFunction('isSemver(string): bool', (text: string) => strict(text) !== undefined);
  environment.registerFunction('semver(string): Semver', (text: string) => {
    const version = strict(text);
    if (version === undefined) throw new Error(`invalid semantic version ${text}`);
    return new CelVersion(version);
  });
  environment.registerFunction('Semver.major(): int', ({ version }: CelVersion) => BigInt(version.major));
  environment.registerFunction('Semver.minor(): int', ({ version }: CelVersion) => BigInt(version.minor));
  environment.registerFunction('Semver.patch(): int', ({ version }: CelVersion) => BigInt(version.patch));
  environment.registerFunction('Semver.isLessThan(Semver): bool', (a: CelVersion, b: CelVersion) => compare(a, b) < 0);
  environment.registerFunction(
    'Semver.isGreaterThan(Semver): bool',
    (a: CelVersion, b: CelVersion) => compare(a, b) > 0,
  );
  environment.registerFunction('Semver.compareTo(Semver): int', (a: CelVersion, b: CelVersion) =>
    BigInt(compare(a, b)),
  );
}

class CelUrl {
  readonly url: URL;
  constructor(url: URL) {
    this.url = url;
  }
}

/** A path alone is a URL too; it gets a base that is hidden again. */
const noHost = 'violet-no-host';

function registerUrls(environment: Environment): void {
  const shown = (text: string): string => (text.startsWith(noHost) ? '' : text);
  environment.registerType('Url', CelUrl);
  environment.registerFunction('isURL(string): bool', (text: string) => matchesFormat('uri', text));
  environment.registerFunction('url(string): Url', (text: string) => {
    if (!matchesFormat('uri', text)) throw new Error(`URL parse error during conversion from string: ${text}`);
    return new CelUrl(new URL(text, `http://${noHost}`));
  });
  environment.registerFunction('Url.getScheme(): string', ({ url }: CelUrl) =>
    url.hostname === noHost ? '' : url.protocol.replace(/:$/, ''),
  );
  environment.registerFunction('Url.getHost(): string', ({ url }: CelUrl) => shown(url.host));
  environment.registerFunction('Url.getHostname(): string', ({ url }: CelUrl) =>
    shown(url.hostname).replace(/^\[|\]$/g, ''),
  );
  environment.registerFunction('Url.getPort(): string', ({ url }: CelUrl) => url.port);
  environment.registerFunction('Url.getEscapedPath(): string', ({ url }: CelUrl) => url.pathname);
  environment.registerFunction('Url.getQuery(): map<string, list<string>>', ({ url }: CelUrl) => {
    const query: Record<string, string[]> = {};
    for (const key of new Set(url.searchParams.keys())) query[key] = url.searchParams.getAll(key);
    return query;
  });
}
