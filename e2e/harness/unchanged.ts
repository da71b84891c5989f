import { eventually } from './eventually.ts';

/** Waits until a deed leaves what is read as it was: what the platform itself has yet to write comes to an end. */
export async function untilUnchanged(read: () => Promise<unknown>, deed: () => Promise<unknown>): Promise<void> {
  let seen: unknown;
  await eventually(
    'nothing is changed',
    async () => {
      const before = JSON.stringify(await read());
      await deed();
      const after = JSON.stringify(await read());
      seen = `${before}, then ${after}`;
      return before === after ? true : undefined;
    },
    { timeoutMs: 60_000, complain: () => `Seen last: ${seen}` },
  );
}
