import { commands } from '../commands/commands.ts';
import { bashScript } from './bash-script.ts';
import { fishScript } from './fish-script.ts';
import { placesOf } from './places.ts';
import { powershellScript } from './powershell-script.ts';
import { zshScript } from './zsh-script.ts';

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript, powershell: powershellScript };

export type Shell = keyof typeof scripts;

/** The script by which a shell completes what `violet` takes. */
export function completionScript(shell: Shell): string {
  return scripts[shell](placesOf(commands));
}
