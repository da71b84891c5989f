import type { Command } from '../command/define-command.ts';
import { exitCodes } from '../command/exit-code.ts';
import { type Flag, flagHelp, flagName } from '../command/flag.ts';
import { asTyped, bold, italic, item, paragraphs, roffText } from './roff.ts';

export interface Edition {
  /** `v4.1.0` */
  version: string;
  commands: readonly Command[];
}

/** A page of man(7) and the name of its file. */
export interface Page {
  file: string;
  text: string;
}

export function commandPage(command: Command, { version, commands }: Edition): Page {
  const name = pageName(command);
  const flags = Object.entries(command.flags);
  const lines = [
    heading(name, version),
    '.SH NAME',
    `${roffText(name)} \\- ${roffText(command.summary)}`,
    '.SH SYNOPSIS',
    synopsis(command),
    '.SH DESCRIPTION',
    ...paragraphs(command.description ?? command.summary),
    ...section(
      'ARGUMENTS',
      command.positionals.flatMap((one) => item(italic(one.name), one.description)),
    ),
    '.SH OPTIONS',
    ...flags.flatMap(([key, flag]) => item(flagWords(key, flag), flagHelp(flag))),
    ...item(`${bold('-h')}, ${bold('--help')}`, 'Show the help'),
    ...section(
      'ENVIRONMENT',
      flags.flatMap(([key, flag]) => variable(key, flag)),
    ),
    '.SH "EXIT STATUS"',
    ...Object.entries(exitCodes).flatMap(([code, meaning]) => item(bold(code), meaning)),
    '.SH EXAMPLES',
    ...command.examples.flatMap((example, index) => [...(index === 0 ? [] : ['.PP']), ...asTyped(example)]),
    '.SH "SEE ALSO"',
    ['violet', ...commands.filter((one) => isNear(one, command)).map(pageName)].map(reference).join(',\n'),
  ];
  return { file: `${name}.1`, text: `${lines.join('\n')}\n` };
}

/** `violet-chart-lint` */
export function pageName({ path }: Command): string {
  return `violet-${path.replaceAll(' ', '-')}`;
}

/** Words are not broken: names of flags and variables are searched for. */
export function heading(name: string, version: string): string {
  return `.TH ${roffText(name.toUpperCase())} 1 "" "violet ${roffText(version)}" "violet"\n.nh\n.ad l`;
}

export function reference(name: string): string {
  return `${bold(name)}(1)`;
}

function section(name: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`.SH ${name}`, ...lines];
}

function synopsis({ path, positionals, flags }: Command): string {
  const required = Object.entries(flags).filter(([, flag]) => flag.kind === 'text' && flag.required === true);
  const words = positionals.map(({ name, isVariadic, isOptional }) => {
    const word = `${italic(name)}${isVariadic === true ? '...' : ''}`;
    return isOptional === true ? `[${word}]` : word;
  });
  return [bold(`violet ${path}`), ...words, ...required.map(([key, flag]) => flagWords(key, flag)), '[options]'].join(
    ' ',
  );
}

/** `-f, --values file` */
function flagWords(key: string, flag: Flag): string {
  const names = [...(flag.short === undefined ? [] : [`-${flag.short}`]), `--${flagName(key, flag)}`];
  const value = flag.kind === 'switch' ? '' : ` ${italic(flag.value)}${flag.kind === 'list' ? ',...' : ''}`;
  return `${names.map(bold).join(', ')}${value}`;
}

function variable(key: string, flag: Flag): string[] {
  if (flag.kind !== 'text' || flag.env === undefined) return [];
  return item(bold(flag.env), `Stands in for \`--${flagName(key, flag)}\``);
}

/** In the same group. */
function isNear(one: Command, command: Command): boolean {
  const groupOf = ({ path }: Command): string => path.split(' ').slice(0, -1).join(' ');
  return one !== command && groupOf(one) === groupOf(command);
}
