/**
 * What moves a terminal's cursor, repaints it, or turns the order of letters round, and never belongs to a name: C0 but for
 * tab and newline, DEL, C1, and the bidirectional overrides and isolates.
 */
const commanding = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Safe to print; lines stay as they are. */
export function withoutCommands(text: string): string {
  return text.replace(commanding, '?');
}

/** Safe to print inside a line that must not be left. */
export function asOneLine(text: string): string {
  return withoutCommands(text).replace(/[\t\n\u2028\u2029]/g, '?');
}

/** JSON that a terminal shows as it is: the same text to whoever reads it. */
export function escapedJson(json: string): string {
  return json.replace(commanding, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
