const shortestSecret = 4;
const shortestEncoded = 6;

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
