import type { Command } from '../command/define-command.ts';
import { flagName } from '../command/flag.ts';

interface Variable {
  name: string;
  meaning: string;
}

/** Those that no flag stands for. */
const others: readonly Variable[] = [
  { name: 'VIOLET_SIGN_PASSPHRASE', meaning: 'Passphrase of the key of `--sign`' },
  {
    name: 'VIOLET_STATE_DIR',
    meaning: 'What violet remembers of pushes; default: `$XDG_STATE_HOME/violet`, `~/.local/state/violet`',
  },
  { name: 'REGISTRY_AUTH_FILE', meaning: 'File of credentials, as `podman login` and `skopeo login` leave it' },
  { name: 'DOCKER_CONFIG', meaning: 'Directory of the `config.json` that `docker login` leaves; default: `~/.docker`' },
  { name: 'XDG_RUNTIME_DIR', meaning: 'Directory of `containers/auth.json`, where the others are not there' },
  {
    name: 'XDG_CONFIG_HOME',
    meaning: 'Directory of `violet/trusted-keys` and `containers/auth.json`; default: `~/.config`',
  },
  { name: 'HTTPS_PROXY', meaning: 'Proxy on the way to registries and platforms' },
  { name: 'HTTP_PROXY', meaning: 'The same, to those without TLS' },
  { name: 'NO_PROXY', meaning: 'Hosts that are reached without a proxy' },
  { name: 'TERM', meaning: '`dumb`: no bar is drawn' },
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
