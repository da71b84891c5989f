/** Members that Go would leave out (0 with `omitempty`) are left out, so that a status that says the same is the same. */
export function withoutZeros<T extends object>(status: T, always: readonly (keyof T)[] = []): T {
  const kept = Object.entries(status).filter(
    ([key, value]) => (value !== 0 && value !== undefined) || always.includes(key as keyof T),
  );
  return Object.fromEntries(kept) as T;
}
