/** The first 64 bits of the fractional parts of the roots of the first primes: where SHA-2 takes its constants from. */
export function primeRoots(count: number, degree: 2 | 3): bigint[] {
  return firstPrimes(count).map((prime) =>
    BigInt.asUintN(64, integerRoot(BigInt(prime) << BigInt(64 * degree), degree)),
  );
}

function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < count; candidate++) {
    if (primes.every((prime) => candidate % prime !== 0)) {
      primes.push(candidate);
    }
  }
  return primes;
}

/** The largest whole number whose power is not above the value. */
function integerRoot(value: bigint, degree: 2 | 3): bigint {
  let low = 0n;
  let high = 1n << BigInt(Math.ceil(value.toString(2).length / degree));
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle ** BigInt(degree) <= value) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low;
}
