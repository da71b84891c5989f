import { Failure } from '../failure.ts';

export interface FieldRequirement {
  /** The field's path as the query writes it: `metadata.name`. */
  readonly field: string;
  readonly operator: '=' | '!=';
  readonly value: string;
}

/** All requirements must hold. */
export interface FieldSelector {
  readonly requirements: readonly FieldRequirement[];
}

const maxLength = 64 * 1024;

/**
 * Reads `metadata.name=a,status.phase!=Running`; `\`, `,` and `=` in values are escaped by a backslash.
 * Throws a BadRequest failure in upstream's words.
 */
export function parseFieldSelector(text: string): FieldSelector {
  if (text.length > maxLength)
    throw new Failure('BadRequest', `the field selector is longer than ${maxLength} characters`);
  const terms = splitTerms(text).sort();
  const requirements = terms.filter((term) => term !== '').map((term) => parseTerm(term, text));
  // Upstream drops a term that names neither field nor value.
  return { requirements: requirements.filter(({ field, value }) => field !== '' || value !== '') };
}

/** Splits at commas that no backslash escapes. */
function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === ',') {
      terms.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...terms, text.slice(start)];
}

function parseTerm(term: string, selector: string): FieldRequirement {
  const operator = /!=|==?/.exec(term);
  if (operator === null) {
    throw new Failure('BadRequest', `invalid selector: '${selector}'; can't understand '${term}'`);
  }
  return {
    field: term.slice(0, operator.index),
    operator: operator[0] === '!=' ? '!=' : '=',
    value: unescapeValue(term.slice(operator.index + operator[0].length)),
  };
}

function unescapeValue(text: string): string {
  return text.replace(/\\(.?)|[,=]/gsu, (match, escaped: string | undefined) => {
    // Go prints a rune with %v: its number.
    if (escaped === undefined) {
      const detail = `unescaped character in value: ${match.charCodeAt(0)}`;
      throw new Failure('BadRequest', `invalid field selector: ${detail}`);
    }
    if (escaped !== '\\' && escaped !== ',' && escaped !== '=') {
      throw new Failure('BadRequest', `invalid field selector: invalid escape sequence: ${match}`);
    }
    return escaped;
  });
}

/** `textOf` answers a field's text; an absent field is the empty string, as upstream has it. */
export function matchesFields(selector: FieldSelector, textOf: (field: string) => string | undefined): boolean {
  return selector.requirements.every(
    ({ field, operator, value }) => ((textOf(field) ?? '') === value) === (operator === '='),
  );
}

export function printFieldSelector(selector: FieldSelector): string {
  return selector.requirements
    .map(({ field, operator, value }) => `${field}${operator}${value.replace(/[\\,=]/g, '\\$&')}`)
    .join(',');
}
