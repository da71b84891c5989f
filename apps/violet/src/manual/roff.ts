const special: Readonly<Record<string, string>> = {
  '\\': '\\e',
  // As they are typed: man would make typographic ones of them.
  '-': '\\-',
  "'": '\\(aq',
  '`': '\\(ga',
  '^': '\\(ha',
  '~': '\\(ti',
  '"': '\\(dq',
};

/** Text as roff shows it again letter for letter. */
export function roffText(text: string): string {
  const escaped = text.replace(/[\\\-'`^~"]|[^\n -~]/gu, (letter) => special[letter] ?? unicode(letter));
  // A line that begins so would be a request.
  return escaped.replace(/^(?=[.'])/gm, '\\&');
}

function unicode(letter: string): string {
  return `\\[u${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;
}

export function bold(text: string): string {
  return `\\fB${roffText(text)}\\fR`;
}

export function italic(text: string): string {
  return `\\fI${roffText(text)}\\fR`;
}

/** Prose: what stands in backquotes is bold. */
export function prose(text: string): string {
  const parts = text.split(/`([^`\n]+)`/);
  const shown = parts.map((part, index) => (index % 2 === 1 ? bold(part) : roffText(part))).join('');
  return shown.replace(/^(?=[.'])/gm, '\\&');
}

/** Paragraphs, and indented lines as they are typed. */
export function paragraphs(text: string): string[] {
  const blocks = text.split(/\n{2,}/).filter((block) => block.trim() !== '');
  return blocks.flatMap((block, index) => {
    const lines = block.startsWith('  ') ? asTyped(block.replace(/^ {2}/gm, '')) : block.split('\n').map(prose);
    return index === 0 ? lines : ['.PP', ...lines];
  });
}

/** Lines that are not filled. */
export function asTyped(text: string): string[] {
  return ['.RS 4', '.nf', ...text.split('\n').map(roffText), '.fi', '.RE'];
}

/** Something and what is said of it, indented. */
export function item(what: string, said: string): string[] {
  return ['.TP', what, prose(said)];
}
