// Who the reader is: a name, asked for once and remembered.

import { byId } from "./dom.js";
import { text } from "./language.js";
import { browserMemory } from "./memory.js";

const longest = 20;

/** How somebody is called on the page; a guest by the beginning of their id. */
export const nameOf = (person) => person.name || text("guest", person.id.slice(0, 4));

export class Self {
  name = "";
  #renamed;

  /** @param {(name: string) => void} renamed told of a new name */
  constructor(renamed) {
    this.#renamed = renamed;
    this.name = browserMemory.read("name") ?? "";
    this.#show();
    byId("self").addEventListener("click", () => this.ask());
    byId("name-form").addEventListener("submit", (event) => this.#submit(event));
    byId("name-skip").addEventListener("click", () => byId("name-dialog").close());
    byId("name").addEventListener("input", () => this.#complain(""));
  }

  /** Completes when there is a name, or the reader would rather be a guest. */
  async known() {
    if (browserMemory.read("name") === null) {
      browserMemory.write("name", "");
      await this.ask();
    }
  }

  ask() {
    const dialog = byId("name-dialog");
    byId("name").value = this.name;
    this.#complain("");
    dialog.showModal();
    byId("name").select();
    return new Promise((closed) => dialog.addEventListener("close", closed, { once: true }));
  }

  #submit(event) {
    event.preventDefault();
    const name = byId("name").value.normalize("NFC").trim().replace(/\s+/g, " ");
    if ([...name].length > longest || /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u.test(name)) {
      this.#complain(text("nameBad"));
      return;
    }
    byId("name-dialog").close();
    if (name !== "" && name !== this.name) {
      this.name = name;
      browserMemory.write("name", name);
      this.#show();
      this.#renamed(name);
    }
  }

  #complain(sentence) {
    byId("name-problem").textContent = sentence;
    byId("name").setAttribute("aria-invalid", String(sentence !== ""));
  }

  #show() {
    const shown = this.name || text("noName");
    byId("self-name").textContent = shown;
    byId("self").setAttribute("aria-label", text("changeName", shown));
  }
}
