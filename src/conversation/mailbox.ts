// One after another per key: actions on one conversation run in the order they came, those on different ones side by side.
// It saves needless conflicts within a process; between processes the store's fence decides.

export class Mailbox {
  readonly #tails = new Map<string, Promise<unknown>>();

  run<T>(key: string, action: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(key) ?? Promise.resolve();
    const result = before.then(action, action);
    const tail = result.catch(() => undefined);
    this.#tails.set(key, tail);
    void tail.then(() => {
      if (this.#tails.get(key) === tail) this.#tails.delete(key);
    });
    return result;
  }

  /** Keys with an action running or waiting. */
  get size(): number {
    return this.#tails.size;
  }
}
