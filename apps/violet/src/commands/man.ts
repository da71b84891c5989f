import { defineCommand } from '../command/define-command.ts';

export const man = defineCommand({
  path: 'man',
  summary: 'Print the manual page of a command',
  description:
    'Prints the page of violet, or of one command, as man(1) reads it. With `--output-dir` all pages are written into a ' +
    'directory that is there, such as /usr/local/share/man/man1.',
  examples: ['violet man push | man -l -', 'violet man --output-dir /usr/local/share/man/man1'],
  positionals: [
    { name: 'command', description: 'Its words: `push`, `chart lint`', isVariadic: true, isOptional: true },
  ],
  flags: {
    outputDir: { kind: 'text', value: 'directory', description: 'Write all pages into this directory' },
  },
  async run({ outputDir }, words, context) {
    const { manualPage, writeManual } = await import('../manual/manual-pages.ts');
    if (outputDir === undefined) context.terminal.print(manualPage(words).text.trimEnd());
    else context.terminal.printLines(await writeManual(outputDir, context));
    return 0;
  },
});
