const shortestSecret = 4;
const shortestEncoded = 6;
/** Fewer letters than these may begin another word. */
const shortestTelling = 8;

/** The forms in which a secret may come back to us; none of one that is too short to be told from other text. */
export function secretForms(secret: string): string[] {
  if (secret.length < shortestSecret) return [];
  const encoded = [0, 1, 2].flatMap((offset) => base64Within(secret, offset));
  const forms = [secret, encodeURIComponent(secret), new URLSearchParams([['', secret]]).toString().slice(1)];
  return [...new Set([...forms, JSON.stringify(secret).slice(1, -1), ...encoded])];
}

/** The characters of base64 that stand for the secret alone, where so many bytes (modulo 3) are before it: `user:`. */
function base64Within(secret: string, offset: number): string[] {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]);
  const inside = bytes.toString('base64').slice(Math.ceil((offset * 8) / 6), Math.floor((bytes.length * 8) / 6));
  if (inside.length < shortestEncoded) return [];
  return [inside, inside.replaceAll('+', '-').replaceAll('/', '_')];
}

const mask = '******';

/** The text without these forms, and without the better part of one that somebody has cut off behind it. */
export function withoutSecrets(text: string, forms: ReadonlySet<string>): string {
  // The longest first: one secret may be the beginning of another.
  const longestFirst = [...forms].sort((a, b) => b.length - a.length);
  const shown = longestFirst.reduce((rest, form) => rest.replaceAll(form, mask), text);
  return longestFirst.reduce(withoutBeginning, shown);
}

function withoutBeginning(text: string, form: string): string {
  const telling = Math.max(shortestTelling, Math.ceil(form.length / 2));
  if (telling >= form.length) return text;
  const [before = '', ...behind] = text.split(form.slice(0, telling));
  return [before, ...behind.map((rest) => rest.slice(sameLength(rest, form.slice(telling))))].join(mask);
}

function sameLength(text: string, other: string): number {
  let length = 0;
  while (length < text.length && text[length] === other[length]) length += 1;
  return length;
}
