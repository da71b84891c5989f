import type { Command } from '../command/define-command.ts';
import { type Flag, flagName } from '../command/flag.ts';

/** How secrets may come in. */
export const ways = [
  'passwords',
  'tokens',
  'environment',
  'stdin',
  'Docker configuration',
  'credential helper',
  'userinfo',
] as const;
export type Way = (typeof ways)[number];

/** By the key of the flag that takes them; `userinfo` is written into addresses. */
export type Secrets = Readonly<Record<'password' | 'platformPassword' | 'platformToken' | 'userinfo', string>>;

export interface Line {
  args: string[];
  env: Record<string, string>;
  input: string;
}

/** What some commands are given in place of `demo`, to get as far as to a server. */
const positionals: Record<string, (address: string) => string[]> = {
  'chart template': (address) => ['web', `oci://${address}/acp/chart`, '--version', '1.0.0'],
};

/** By the name of the flag. */
const values: Record<string, (address: string) => string> = {
  artifact: (address) => `${address}/acp/chart:v1`,
  'dest-repo': (address) => address,
  'platform-address': (address) => `http://${address}`,
  username: () => 'robot',
  'platform-username': () => 'admin',
};

/** The command as it is typed to reach a server at `address` with secrets that come in one way. */
export function lineWithSecrets(command: Command, way: Way, secrets: Secrets, address: string): Line {
  const words = positionals[command.path]?.(address) ?? command.positionals.map(positional);
  const line: Line = { args: [...command.path.split(' '), ...words], env: {}, input: '' };
  for (const [key, flag] of Object.entries(command.flags)) {
    const name = flagName(key, flag);
    if (name === 'plain') line.args.push('--plain');
    if (flag.kind !== 'text' || isLeftOut(name, way)) continue;
    if (flag.secret === true) addSecret(line, command, { name, flag, secret: secrets[key as keyof Secrets] }, way);
    else addValue(line, name, values[name]?.(address) ?? (flag.required === true ? 'x' : undefined));
  }
  return way === 'userinfo' ? withUserinfo(line, secrets.userinfo, address) : line;
}

function positional({ completes }: Command['positionals'][number]): string {
  return completes === 'archive' ? 'demo.tgz' : 'demo';
}

function isLeftOut(name: string, way: Way): boolean {
  const isStored = way === 'Docker configuration' || way === 'credential helper';
  if (isStored && (name === 'username' || name === 'password')) return true;
  return way === 'tokens' ? /^platform-(username|password)$/.test(name) : name === 'platform-token';
}

function addValue({ args }: Line, name: string, value: string | undefined): void {
  if (value !== undefined) args.push(`--${name}`, value);
}

interface SecretFlag {
  name: string;
  flag: Flag & { kind: 'text' };
  secret: string;
}

function addSecret(line: Line, { flags }: Command, { name, flag, secret }: SecretFlag, way: Way): void {
  const names = Object.entries(flags).map(([key, one]) => flagName(key, one));
  const isInEnvironment = way === 'environment' || way === 'credential helper';
  if (isInEnvironment && flag.env !== undefined) line.env[flag.env] = secret;
  else if (way === 'stdin' && names.includes(`${name}-stdin`)) {
    line.args.push(`--${name}-stdin`);
    // The registry's password comes first, whatever the order of the flags is.
    line.input = name === 'password' ? `${secret}\n${line.input}` : `${line.input}${secret}\n`;
  } else line.args.push(`--${name}`, secret);
}

function withUserinfo(line: Line, secret: string, address: string): Line {
  const user = `robot:${encodeURIComponent(secret)}@`;
  return { ...line, args: line.args.map((arg) => arg.replace(address, `${user}${address}`)) };
}
