import manifest from '../../package.json' with { type: 'json' };
import { defineCommand } from '../command/define-command.ts';
import { outputFlags } from './shared-flags.ts';

export const version = defineCommand({
  path: 'version',
  summary: 'Show the version of violet',
  examples: ['violet version', 'violet version --output json'],
  positionals: [],
  flags: { output: outputFlags.output },
  async run({ output }, _positionals, { terminal }) {
    const facts = {
      version: `v${manifest.version}`,
      node: process.version,
      platform: `${process.platform}/${process.arch}`,
    };
    if (output === 'json') terminal.printDocument(facts);
    else terminal.print(`Version: ${facts.version}\nNode: ${facts.node}\nPlatform: ${facts.platform}`);
    return 0;
  },
});
