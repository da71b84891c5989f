/** Keys in the order in which lists return them. */
export class SortedKeys {
  private readonly keys: string[] = [];

  add(key: string): void {
    this.keys.splice(this.indexOf(key), 0, key);
  }

  remove(key: string): void {
    const index = this.indexOf(key);
    if (this.keys[index] === key) this.keys.splice(index, 1);
  }

  /** All keys that begin with the prefix and are not before `from`. */
  *range(prefix: string, from = prefix): Generator<string> {
    for (let index = this.indexOf(from < prefix ? prefix : from); index < this.keys.length; index++) {
      const key = this.keys[index];
      if (key === undefined || !key.startsWith(prefix)) return;
      yield key;
    }
  }

  private indexOf(key: string): number {
    let low = 0;
    let high = this.keys.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.keys[middle] ?? '') < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
