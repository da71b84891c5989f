/** The person's home as their environment has it; undefined where it names none. */
export function homeDirectory(env: Readonly<Record<string, string | undefined>>): string | undefined {
  return env['HOME'] || env['USERPROFILE'] || undefined;
}
