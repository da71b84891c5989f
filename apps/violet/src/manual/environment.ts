import type { Command } from '../command/define-command.ts';
import { flagName } from '../command/flag.ts';

interface Variable {
  name: string;
  meaning: string;
}

/** Those that no flag stands for. */
const others: readonly Variable[] = [
  { name: 'VIOLET_STATE_DIR', meaning: 'Where violet remembers pushes under way; default: `~/.local/state/violet`' },
  { name: 'DOCKER_CONFIG', meaning: 'Directory of the `config.json` that has credentials; default: `~/.docker`' },
  { name: 'HTTPS_PROXY', meaning: 'Proxy for registries and platforms; `HTTP_PROXY` for those without TLS' },
  { name: 'NO_PROXY', meaning: 'Hosts that are reached without it' },
];

/** All variables that commands read, each once. */
export function environment(commands: readonly Command[]): Variable[] {
  const flags = commands.flatMap((command) => Object.entries(command.flags));
  const meanings = new Map<string, string>();
  for (const [key, flag] of flags) {
    if (flag.kind === 'text' && flag.env !== undefined)
      meanings.set(flag.env, `Stands in for \`--${flagName(key, flag)}\``);
  }
  return [...[...meanings].map(([name, meaning]) => ({ name, meaning })), ...others];
}
