/** Since when something is so with pods: what a kubelet keeps in its memory. */
export class Since {
  readonly #moments = new Map<string, number>();

  /** Milliseconds since it was first asked for, at `nowMs` of a clock that only goes forward; 0 the first time. */
  elapsedMs(podUid: string, nowMs: number): number {
    const since = this.#moments.get(podUid);
    if (since === undefined) this.#moments.set(podUid, nowMs);
    return since === undefined ? 0 : nowMs - since;
  }

  forget(podUid: string): void {
    this.#moments.delete(podUid);
  }
}
