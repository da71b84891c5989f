/** Go's strconv.FormatFloat(value, 'g', -1, 64): the shortest digits, with an exponent below -4 and from 6 on. */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return general(value.toExponential(), Object.is(value, -0));
}

/** The same for the nearest 32-bit float. */
export function formatFloat32(value: number): string {
  const single = Math.fround(value);
  if (!Number.isFinite(single)) return formatFloat(single);
  for (let digits = 0; digits < 9; digits += 1) {
    const text = single.toExponential(digits);
    if (Math.fround(Number(text)) === single) return general(text, Object.is(single, -0));
  }
  return general(single.toExponential(), false);
}

/** From JavaScript's `1.2345e+7` to the form that Go's 'g' picks. */
function general(exponential: string, negativeZero: boolean): string {
  const [mantissa = '0', power = '0'] = exponential.split('e');
  const exponent = Number(power);
  const sign = negativeZero || mantissa.startsWith('-') ? '-' : '';
  const digits = mantissa.replace(/[-.]/g, '').replace(/(?<=.)0+$/, '');
  if (exponent < -4 || exponent >= 6) {
    const size = String(Math.abs(exponent)).padStart(2, '0');
    return `${sign}${digits[0]}${digits.length > 1 ? '.' : ''}${digits.slice(1)}e${exponent < 0 ? '-' : '+'}${size}`;
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const fraction = digits.slice(exponent + 1);
  return `${sign}${digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')}${fraction === '' ? '' : '.'}${fraction}`;
}
