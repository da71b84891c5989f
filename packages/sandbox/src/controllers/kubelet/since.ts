/** Since when something is so with pods: what a kubelet keeps in its memory. */
export class Since {
  readonly #moments = new Map<string, number>();

  /** Milliseconds since it was first asked for; 0 the first time. */
  elapsedMs(podUid: string, now: Date): number {
    const since = this.#moments.get(podUid);
    if (since === undefined) this.#moments.set(podUid, now.getTime());
    return since === undefined ? 0 : now.getTime() - since;
  }

  forget(podUid: string): void {
    this.#moments.delete(podUid);
  }
}
