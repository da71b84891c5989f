import { type Command, defineCommand } from '../command/define-command.ts';
import type { Shell } from '../completion/completion-script.ts';

/** How each shell is told, in this session and in those to come. */
const loading: Readonly<Record<Shell, { now: string; always: string; more: string }>> = {
  bash: {
    now: 'source <(violet completion bash)',
    always: 'violet completion bash > /etc/bash_completion.d/violet',
    more: 'The file is read where the package bash-completion is installed; else put the first line into ~/.bashrc.',
  },
  zsh: {
    now: 'source <(violet completion zsh)',
    always: 'violet completion zsh > "${fpath[1]}/_violet"',
    more: 'Where completion is off: echo "autoload -U compinit; compinit" >> ~/.zshrc',
  },
  fish: {
    now: 'violet completion fish | source',
    always: 'violet completion fish > ~/.config/fish/completions/violet.fish',
    more: 'Both work without anything else.',
  },
  powershell: {
    now: 'violet completion powershell | Out-String | Invoke-Expression',
    always: "'violet completion powershell | Out-String | Invoke-Expression' >> $PROFILE",
    more: 'Windows PowerShell 5.1 and PowerShell 7; Tab goes through what fits, Ctrl+Space shows all of it.',
  },
};

/** One command for each shell, as other tools for clusters have them. */
export const completionCommands: readonly Command[] = (Object.keys(loading) as Shell[]).map((shell) => {
  const { now, always, more } = loading[shell];
  return defineCommand({
    path: `completion ${shell}`,
    summary: `Print the script that completes commands, flags and files in ${shell}`,
    description:
      `Prints the script that completes commands, flags, their values and files in ${shell}.\n\n` +
      `In this session:\n\n  ${now}\n\nIn every new one (again after each update of violet):\n\n  ${always}\n\n${more}`,
    examples: [`violet completion ${shell}`],
    positionals: [],
    flags: {},
    async run(_flags, _positionals, { stdout }) {
      const { completionScript } = await import('../completion/completion-script.ts');
      stdout.write(completionScript(shell));
      return 0;
    },
  });
});
