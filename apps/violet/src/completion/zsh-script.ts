import type { Expected, FlagPlace, Place } from './places.ts';

/** To be sourced, or to be kept as `_violet` in a directory of `fpath`. */
export function zshScript(places: readonly Place[]): string {
  return `#compdef violet
compdef _violet violet

# zsh completion for violet

${places.map((place) => (place.words.length === 0 ? commandFunction(place) : groupFunction(place))).join('\n')}
# Where the file is kept in fpath, it is this function when it is called first.
if [ "\${funcstack[1]}" = _violet ]; then
  _violet "$@"
fi
`;
}

function groupFunction({ path, words, flags }: Place): string {
  const items = words.map(
    ({ word, description }) => `    ${quoted(`${word}:${description.replaceAll(':', '\\:')}`)}\n`,
  );
  const branches = words.map(({ word }) => {
    // What help is asked for is all that can follow.
    const name = path === 'help' || path.endsWith(' help') ? ':' : functionName(path === '' ? word : `${path} ${word}`);
    return `        ${word}) ${name} ;;\n`;
  });
  return `${functionName(path)}() {
  local curcontext="$curcontext" state line
  local -a commands
  commands=(
${items.join('')}  )
  _arguments -C ${flags.map(flagSpec).join(' ')} '1: :->command' '*:: :->rest'
  case $state in
    command) _describe -t commands command commands ;;
    rest)
      case $line[1] in
${branches.join('')}      esac
      ;;
  esac
}
`;
}

function commandFunction({ path, flags, positionals }: Place): string {
  const names = positionals.map(({ name, expected, isVariadic }, index) =>
    quoted(`${isVariadic ? '*' : index + 1}:${name}:${action(expected)}`),
  );
  const specs = [...flags.map(flagSpec), ...names].map((spec) => ` \\\n    ${spec}`);
  return `${functionName(path)}() {\n  _arguments -S${specs.join('')}\n}\n`;
}

/** `(-f --file)'*'{-f+,--file=}'[what it is]:file:_files'`. */
function flagSpec({ names, description, value, mayRepeat }: FlagPlace): string {
  const typed = names.map((name) => (value === undefined ? name : `${name}${name.startsWith('--') ? '=' : '+'}`));
  const prefix = mayRepeat ? quoted('*') : names.length === 1 ? '' : quoted(`(${names.join(' ')})`);
  const after = value === undefined ? '' : `:${value.name.replaceAll(':', '\\:')}:${action(value.expected)}`;
  const explained = quoted(`[${description.replace(/[[\]:\\]/g, '\\$&')}]${after}`);
  return `${prefix}${typed.length === 1 ? typed[0] : `{${typed.join(',')}}`}${explained}`;
}

function action(expected: Expected): string {
  switch (expected) {
    case 'file':
      return '_files';
    case 'directory':
      return '_files -/';
    case 'archive':
      return '_files -g "*.tgz"';
    case 'anything':
      return ' ';
    default:
      return `(${expected.join(' ')})`;
  }
}

function functionName(path: string): string {
  return ['_violet', ...path.split(' ').filter((word) => word !== '')].join('_');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
