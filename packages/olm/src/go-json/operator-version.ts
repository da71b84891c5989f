/** `spec.version` of a CSV as OLM writes it back: a `v` and leading zeros go, missing numbers become 0, none at all is 0.0.0. */
export function operatorVersion(text: string): string {
  const parts = text.trim().replace(/^v/, '').split('.');
  const numbers = [parts[0] ?? '', parts[1] ?? '', parts.slice(2).join('.')].slice(0, Math.max(1, parts.length));
  const plain = numbers.map((part) => (part.length > 1 ? withoutLeadingZeros(part) : part));
  while (plain.length < 3) plain.push('0');
  return plain.join('.').replace(/^(?=\.)/, '0');
}

function withoutLeadingZeros(part: string): string {
  const rest = part.replace(/^0+/, '');
  return /^\d/.test(rest) ? rest : `0${rest}`;
}
