/** A pattern of `.Files.Glob`: `*` and `?` stay within a directory, `**` does not; undefined when it is malformed. */
export function compileGlob(pattern: string): RegExp | undefined {
  const source = new GlobParser(pattern).parse();
  return source === undefined ? undefined : new RegExp(`^${source}$`, 'su');
}

class GlobParser {
  private at = 0;
  private readonly characters: string[];

  constructor(pattern: string) {
    this.characters = Array.from(pattern);
  }

  parse(): string | undefined {
    const source = this.sequence(0);
    return this.at === this.characters.length ? source : undefined;
  }

  private sequence(depth: number): string | undefined {
    let source = '';
    while (this.at < this.characters.length) {
      const character = this.characters[this.at] ?? '';
      if (depth > 0 && (character === ',' || character === '}')) return source;
      this.at += 1;
      const piece = this.piece(character, depth);
      if (piece === undefined) return undefined;
      source += piece;
    }
    return source;
  }

  private piece(character: string, depth: number): string | undefined {
    switch (character) {
      case '*':
        if (this.characters[this.at] !== '*') return '[^/]*';
        this.at += 1;
        return '.*';
      case '?':
        return '[^/]';
      case '[':
        return this.characterClass();
      case '{':
        return this.alternatives(depth + 1);
      case '\\':
        return this.at < this.characters.length ? literal(this.characters[this.at++] ?? '') : undefined;
      default:
        return literal(character);
    }
  }

  private alternatives(depth: number): string | undefined {
    const choices: string[] = [];
    for (;;) {
      const choice = this.sequence(depth);
      if (choice === undefined) return undefined;
      choices.push(choice);
      // The end of the pattern closes what is still open.
      const closing = this.characters[this.at];
      if (closing !== undefined) this.at += 1;
      if (closing !== ',') return `(?:${choices.join('|')})`;
    }
  }

  private characterClass(): string | undefined {
    let negated = '';
    if (this.characters[this.at] === '!') {
      negated = '^';
      this.at += 1;
    }
    let body = '';
    while (this.at < this.characters.length && this.characters[this.at] !== ']') {
      let character = this.characters[this.at++] ?? '';
      if (character === '-' && body !== '' && this.characters[this.at] !== ']') {
        body += '-';
        continue;
      }
      if (character === '\\') character = this.characters[this.at++] ?? '';
      body += character === '-' ? '\\-' : literal(character);
    }
    if (body === '' || this.characters[this.at++] !== ']') return undefined;
    return `[${negated}${body}]`;
  }
}

function literal(character: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}
