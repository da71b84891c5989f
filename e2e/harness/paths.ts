import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');

/** A binary that the peers were built to, or undefined where stories run without peers. */
export function peer(name: string): string | undefined {
  const directory = process.env['VIOLET_PEERS_BIN'];
  return directory === undefined ? undefined : join(directory, name);
}
