/** Hands out the addresses of one node's /24; one stays with its pod, and goes round before it is used again. */
export class PodAddresses {
  readonly #prefix: string;
  readonly #byPod = new Map<string, string>();
  #next = 1;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** `current` is what the pod has already, from a time before this process. */
  addressOf(podUid: string, current: string | undefined): string {
    const known = this.#byPod.get(podUid) ?? current;
    const address = known ?? this.#free();
    this.#byPod.set(podUid, address);
    return address;
  }

  forgetAllBut(podUids: ReadonlySet<string>): void {
    for (const uid of this.#byPod.keys()) if (!podUids.has(uid)) this.#byPod.delete(uid);
  }

  #free(): string {
    const used = new Set(this.#byPod.values());
    for (let tried = 0; tried < 253; tried++) {
      this.#next = this.#next >= 254 ? 2 : this.#next + 1;
      const address = `${this.#prefix}.${this.#next}`;
      if (!used.has(address)) return address;
    }
    throw new Error(`no address is left in ${this.#prefix}.0/24`);
  }
}
