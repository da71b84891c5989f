/** Go's filepath.Match: `*` and `?` do not cross a `/`; undefined for a malformed pattern. */
export function compilePattern(pattern: string): RegExp | undefined {
  const characters = Array.from(pattern);
  let source = '';
  for (let at = 0; at < characters.length; ) {
    const piece = pieceAt(characters, at);
    if (piece === undefined) return undefined;
    source += piece.source;
    at = piece.end;
  }
  return new RegExp(`^${source}$`, 'su');
}

interface Piece {
  source: string;
  end: number;
}

function pieceAt(characters: readonly string[], at: number): Piece | undefined {
  const character = characters[at] ?? '';
  if (character === '*') return { source: '[^/]*', end: at + 1 };
  if (character === '?') return { source: '[^/]', end: at + 1 };
  if (character === '[') return classAt(characters, at + 1);
  if (character !== '\\') return { source: literal(character), end: at + 1 };
  const escaped = characters[at + 1];
  return escaped === undefined ? undefined : { source: literal(escaped), end: at + 2 };
}

/** At least one character or range; `-` and `]` count as themselves only behind a backslash. */
function classAt(characters: readonly string[], start: number): Piece | undefined {
  const negated = characters[start] === '^';
  const ranges: string[] = [];
  let at = negated ? start + 1 : start;
  while (ranges.length === 0 || characters[at] !== ']') {
    const low = memberAt(characters, at);
    if (low === undefined) return undefined;
    const high = characters[low.end] === '-' ? memberAt(characters, low.end + 1) : low;
    if (high === undefined) return undefined;
    ranges.push(rangeOf(low.source, high.source));
    at = high.end;
  }
  return { source: `[${negated ? '^' : ''}${ranges.join('')}]`, end: at + 1 };
}

/** One that goes backwards is well-formed and matches nothing. */
function rangeOf(low: string, high: string): string {
  const [first, last] = [low.codePointAt(0) ?? 0, high.codePointAt(0) ?? 0];
  return first > last ? '' : `\\u{${first.toString(16)}}-\\u{${last.toString(16)}}`;
}

function memberAt(characters: readonly string[], at: number): Piece | undefined {
  const character = characters[at];
  if (character === undefined || character === '-' || character === ']') return undefined;
  const end = character === '\\' ? at + 1 : at;
  const member = characters[end];
  // A class has to be closed, so there is something behind each of its members.
  return member === undefined || end + 1 >= characters.length ? undefined : { source: member, end: end + 1 };
}

function literal(character: string): string {
  return /[\^$.*+?()[\]{}|/\\]/.test(character) ? `\\${character}` : character;
}
