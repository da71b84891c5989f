const zeros = /:0+(?=\d+$)/;

/** `host:50051`, however its port is written. */
export function plainNotation(address: string): string {
  return address.replace(zeros, ':');
}

/**
 * The same place in other words, `host:50051` or `host:050051`: a client that dials anew only where an address changes is led by
 * it to where it was.
 */
export function otherNotation(address: string): string {
  const plain = plainNotation(address);
  return plain === address ? address.replace(/:(?=\d+$)/, ':0') : plain;
}
