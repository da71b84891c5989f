/** What the registry's client sends in one request, as long as the registry takes it. */
const bodyBytes = 64 * 1024 * 1024;

/** Requests that an upload takes: to begin it (unless it goes on somewhere), its chunks, and to complete it. */
export function uploadRequests(size: number, continuesAt?: number): number {
  if (continuesAt !== undefined) return Math.ceil((size - continuesAt) / bodyBytes) + 1;
  // The request that completes it brings what fits into one.
  return size <= bodyBytes ? 2 : Math.ceil(size / bodyBytes) + 2;
}
