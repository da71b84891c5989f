interface FlagBase {
  description: string;
  /** On the command line; without it the key in kebab-case. */
  name?: string;
  /** One letter that stands for it. */
  short?: string;
}

interface TextFlag extends FlagBase {
  kind: 'text';
  /** What stands for the value in the help. */
  value: string;
  default?: string;
  /** The environment variable that stands in. */
  env?: string;
  required?: true;
  choices?: readonly string[];
  /** Values that shells offer, among others that there may be. */
  suggests?: readonly string[];
  /** Never shown again. */
  secret?: true;
}

interface ListFlag extends FlagBase {
  kind: 'list';
  value: string;
  default?: string[];
  /** Values that shells offer, among others that there may be. */
  suggests?: readonly string[];
}

/** Given any number of times, each value as it is typed: commas belong to it. */
interface TextsFlag extends FlagBase {
  kind: 'texts';
  value: string;
}

interface SwitchFlag extends FlagBase {
  kind: 'switch';
}

export type Flag = TextFlag | ListFlag | TextsFlag | SwitchFlag;
export type Flags = Readonly<Record<string, Flag>>;

type FlagValue<F extends Flag> = F extends SwitchFlag
  ? boolean
  : F extends ListFlag | TextsFlag
    ? string[]
    : F extends { default: string } | { required: true }
      ? Text<F>
      : Text<F> | undefined;

type Text<F extends Flag> = F extends { choices: readonly (infer Choice extends string)[] } ? Choice : string;

export type FlagValues<F extends Flags> = { [K in keyof F]: FlagValue<F[K]> };

/** `platformAddress` → `platform-address`. */
export function flagName(key: string, flag: Flag): string {
  return flag.name ?? key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** What it is for, and what stands in for it. */
export function flagHelp(flag: Flag): string {
  if (flag.kind === 'switch') return flag.description;
  if (flag.kind === 'texts') return `${flag.description} (may be repeated)`;
  const notes = [
    ...(flag.kind === 'text' && flag.choices !== undefined ? [`one of ${flag.choices.join(', ')}`] : []),
    ...(flag.default === undefined ? [] : [`default: ${flag.default}`]),
    ...(flag.kind === 'text' && flag.env !== undefined ? [`env: ${flag.env}`] : []),
    ...(flag.kind === 'text' && flag.required === true ? ['required'] : []),
  ];
  return notes.length === 0 ? flag.description : `${flag.description} (${notes.join('; ')})`;
}
