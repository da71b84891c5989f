import { exitCodes } from '../command/exit-code.ts';
import { productSentence } from '../command/program.ts';
import { type Edition, heading, type Page, pageName, reference } from './command-page.ts';
import { environment } from './environment.ts';
import { bold, italic, item, paragraphs, roffText } from './roff.ts';

const output = `The result goes to stdout, everything else to stderr: progress, notes, errors. Where a command has \`--output json\`, the \
result is one JSON document and stderr has one JSON object a line, with \`time\` and \`event\`.`;

/** violet(1): what all commands have in common. */
export function overviewPage({ version, commands }: Edition): Page {
  const lines = [
    heading('violet', version),
    '.SH NAME',
    `violet \\- ${roffText(productSentence)}`,
    '.SH SYNOPSIS',
    `${bold('violet')} ${italic('command')} [arguments] [options]`,
    '.SH DESCRIPTION',
    ...paragraphs(output),
    '.SH COMMANDS',
    ...commands.flatMap((command) => item(reference(pageName(command)), command.summary)),
    '.SH ENVIRONMENT',
    ...environment(commands).flatMap(({ name, meaning }) => item(bold(name), meaning)),
    '.SH "EXIT STATUS"',
    ...Object.entries(exitCodes).flatMap(([code, meaning]) => item(bold(code), meaning)),
  ];
  return { file: 'violet.1', text: `${lines.join('\n')}\n` };
}
