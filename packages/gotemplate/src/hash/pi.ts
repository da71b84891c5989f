const GUARD_BITS = 128n;

/** The first 32-bit words of the fraction of pi, where Blowfish takes its tables from (Chudnovsky's series). */
export function fractionOfPi(words: number): Uint32Array {
  const bits = BigInt(words * 32);
  const one = 1n << (bits + GUARD_BITS);
  const pi = (426_880n * squareRoot(10_005n * one * one) * one) / seriesSum(one);
  const fraction = (pi - 3n * one) >> GUARD_BITS;
  return Uint32Array.from({ length: words }, (_, index) =>
    Number((fraction >> (bits - 32n * BigInt(index + 1))) & 0xffffffffn),
  );
}

function seriesSum(one: bigint): bigint {
  let term = one;
  let plain = one;
  let weighted = 0n;
  for (let k = 1n; term !== 0n; k++) {
    term *= -(6n * k - 5n) * (2n * k - 1n) * (6n * k - 1n);
    term /= k * k * k * (640_320n ** 3n / 24n);
    plain += term;
    weighted += k * term;
  }
  return 13_591_409n * plain + 545_140_134n * weighted;
}

function squareRoot(value: bigint): bigint {
  let guess = 1n << BigInt(Math.ceil(value.toString(16).length * 2) + 1);
  for (;;) {
    const next = (guess + value / guess) >> 1n;
    if (next >= guess) {
      return guess;
    }
    guess = next;
  }
}
