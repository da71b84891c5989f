/** Since when the images of pods cannot be had: what a kubelet keeps in its memory. */
export class PullFailures {
  readonly #since = new Map<string, number>();

  /** Milliseconds since the first failure; 0 the first time. */
  elapsedMs(podUid: string, now: Date): number {
    const since = this.#since.get(podUid);
    if (since === undefined) this.#since.set(podUid, now.getTime());
    return since === undefined ? 0 : now.getTime() - since;
  }

  forget(podUid: string): void {
    this.#since.delete(podUid);
  }
}
