const superscripts: Readonly<Record<string, string>> = {
  '-': '⁻',
  '0': '⁰',
  '1': '¹',
  '2': '²',
  '3': '³',
  '4': '⁴',
  '5': '⁵',
  '6': '⁶',
  '7': '⁷',
  '8': '⁸',
  '9': '⁹',
};

/** As golang.org/x/text writes a number for an English reader: 1,234.5 and 1.5×10⁰⁶. */
export function englishNumber(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '-∞';
  const [mantissa = '0', power = '0'] = value.toExponential().split('e');
  const exponent = Number(power);
  const digits = mantissa.replace(/[-.]/g, '').length;

  if (exponent < -4 || exponent >= 6) return `${mantissa}×10${superscript(exponent)}`;
  const [whole = '', fraction] = plain(value, Math.max(digits - 1 - exponent, 0)).split('.');
  return grouped(whole) + (fraction === undefined ? '' : `.${fraction}`);
}

export function englishInteger(value: number): string {
  return grouped(String(value));
}

function plain(value: number, decimals: number): string {
  return value.toFixed(Math.min(decimals, 100));
}

function grouped(digits: string): string {
  return digits.replace(/(?<=[0-9])(?=(?:[0-9]{3})+$)/g, ',');
}

function superscript(exponent: number): string {
  const size = String(Math.abs(exponent)).padStart(2, '0');
  return [...(exponent < 0 ? `-${size}` : size)].map((digit) => superscripts[digit]).join('');
}
