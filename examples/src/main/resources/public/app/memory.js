// What the browser remembers. A browser that was told to remember nothing is no reason to fail.

class Memory {
  #storage;

  constructor(kind) {
    try {
      this.#storage = window[kind];
    } catch {
      this.#storage = undefined;
    }
  }

  read(key) {
    try {
      return JSON.parse(this.#storage?.getItem(`roomcast.${key}`) ?? "null");
    } catch {
      return null;
    }
  }

  write(key, value) {
    try {
      this.#storage?.setItem(`roomcast.${key}`, JSON.stringify(value));
    } catch {
      // full or forbidden: then it lasts as long as the page
    }
  }
}

/** Lasts. */
export const browserMemory = new Memory("localStorage");

/** Lasts as long as the tab, reloads included. */
export const tabMemory = new Memory("sessionStorage");
