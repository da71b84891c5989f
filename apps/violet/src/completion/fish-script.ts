import type { Expected, FlagPlace, Place } from './places.ts';

/** For fish 3 and later. */
export function fishScript(places: readonly Place[]): string {
  const groups = places.filter(({ words }) => words.length > 0).map(({ path }) => quoted(path));
  return `# fish completion for violet

# Whether the words before the cursor lead there.
function __violet_at
    set -l path ''
    for word in (commandline -opc)[2..-1]
        string match -q -- '-*' $word; and continue
        contains -- $path ${groups.join(' ')}; or break
        set path (string trim -- "$path $word")
    end
    test "$path" = "$argv[1]"
end

complete -c violet -f
${places.flatMap(placeLines).join('\n')}
`;
}

function placeLines({ path, words, flags, positionals }: Place): string[] {
  const here = `complete -c violet -n ${quoted(`__violet_at ${quoted(path)}`)}`;
  // Which of several a word is cannot be told from those before it: each may be the value of a flag.
  const paths = new Set(positionals.flatMap(({ expected }) => (typeof expected === 'string' ? expected : [])));
  return [
    ...words.map(({ word, description }) => `${here} -a ${word} -d ${quoted(description)}`),
    ...flags.map((flag) => `${here} ${flagWords(flag)}`),
    ...[...paths].flatMap((expected) => (expected === 'anything' ? [] : `${here} ${offer(expected)}`)),
  ];
}

function flagWords({ names, description, value }: FlagPlace): string {
  const typed = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  const offered = value === undefined ? [] : ['-r', offer(value.expected)];
  return [...typed, ...offered, `-d ${quoted(description)}`].filter((word) => word !== '').join(' ');
}

function offer(expected: Expected): string {
  switch (expected) {
    case 'file':
      return '-F';
    case 'directory':
      return "-f -a '(__fish_complete_directories)'";
    case 'archive':
      return "-f -a '(__fish_complete_suffix .tgz)'";
    case 'anything':
      return '-f';
    default:
      return `-f -a ${quoted(expected.join(' '))}`;
  }
}

function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}
