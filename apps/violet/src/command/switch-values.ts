import { typingError } from './typing-error.ts';

const yes = new Set(['true', 'True', 'TRUE', 't', 'T', '1']);
const no = new Set(['false', 'False', 'FALSE', 'f', 'F', '0']);

/** `--flag=true` and `--flag=false`, as Go's programs take them: the first becomes `--flag`, the second goes. */
export function plainSwitches(args: readonly string[], switches: ReadonlySet<string>): string[] {
  const end = args.indexOf('--');
  const options = end < 0 ? args : args.slice(0, end);
  const plain = options.flatMap((arg) => {
    const [, name = '', value = ''] = /^--([A-Za-z0-9-]+)=(.*)$/s.exec(arg) ?? [];
    if (!switches.has(name)) return [arg];
    if (yes.has(value)) return [`--${name}`];
    if (no.has(value)) return [];
    throw typingError(`--${name} is on or off: "${value}" is neither true nor false`);
  });
  return end < 0 ? plain : [...plain, ...args.slice(end)];
}
