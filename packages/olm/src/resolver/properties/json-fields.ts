import type { Problem } from '../version/semantic-version.ts';

/** Reads JSON as Go's decoder does, in its words for what it refuses. */
export function parseJson(text: string): { readonly value: unknown } | Problem {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { problem: goSyntaxProblem(error instanceof Error ? error.message : '') };
  }
}

/** The text fields of a JSON object by their names, whose case does not matter; absent and null are empty. */
export function readTextFields<Name extends string>(
  text: string,
  names: readonly Name[],
): Record<Name, string> | Problem {
  const parsed = parseJson(text);
  if ('problem' in parsed) return parsed;
  const fields = Object.fromEntries(names.map((name) => [name, ''])) as Record<Name, string>;
  if (parsed.value === null) return fields;
  if (!isJsonObject(parsed.value)) return { problem: mismatch(parsed.value, 'value', structOf(names)) };
  for (const [key, value] of Object.entries(parsed.value)) {
    const name = fieldNamed(names, key);
    if (name === undefined || value === null) continue;
    if (typeof value !== 'string') return { problem: mismatch(value, `struct field .${name}`, 'string') };
    fields[name] = value;
  }
  return fields;
}

/** A nameless struct of texts, as Go names its type. */
function structOf(names: readonly string[]): string {
  const fields = names.map((name) => `${name.charAt(0).toUpperCase()}${name.slice(1)} string "json:\\"${name}\\""`);
  return `struct { ${fields.join('; ')} }`;
}

export function fieldNamed<Name extends string>(names: readonly Name[], key: string): Name | undefined {
  return names.find((name) => name === key) ?? names.find((name) => name.toLowerCase() === key.toLowerCase());
}

export function mismatch(value: unknown, place: string, type: string): string {
  return `json: cannot unmarshal ${kindOf(value)} into Go ${place} of type ${type}`;
}

export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (typeof value === 'boolean') return 'bool';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** The engine names the character, Go also says what it was looking for; this is the commonest of its words. */
function goSyntaxProblem(message: string): string {
  const unexpected = /^Unexpected token '(.+?)',/su.exec(message)?.[1];
  if (unexpected === undefined) return 'unexpected end of JSON input';
  return `invalid character '${unexpected}' looking for beginning of value`;
}
