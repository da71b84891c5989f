import { isFailure } from '@violet/machinery';

/**
 * Does a deed that reads an object and writes what it has made of it, and does it again, all of it, where somebody else has
 * written meanwhile. `attempt` counts from 1; the Conflict of the last one is thrown, and every other failure at once. There is
 * no pause: of all who write at the same time, one gets through in each round.
 */
export async function retryOnConflict<T>(deed: (attempt: number) => Promise<T>, attempts = 5): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await deed(attempt);
    } catch (error) {
      if (attempt >= attempts || !isFailure(error, 'Conflict')) throw error;
    }
  }
}
