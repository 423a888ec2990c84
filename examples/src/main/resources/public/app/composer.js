// The field that messages are written in. It keeps what was typed, whatever happens around it.

import { byId } from "./dom.js";
import { text } from "./language.js";
import { tabMemory } from "./memory.js";

const longest = 1000;
const tellFrom = 100;

export class Composer {
  #field = byId("text");
  #send;
  #draft = "";

  /** @param {(text: string) => void} send what to do with a message */
  constructor(send) {
    this.#send = send;
    this.#field.maxLength = longest;
    this.#field.addEventListener("input", () => this.#typed());
    this.#field.addEventListener("keydown", (event) => this.#key(event));
    byId("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
  }

  /** Turns to another conversation, and to what had been typed there. */
  open(place) {
    this.#draft = `draft.${place}`;
    this.#field.value = tabMemory.read(this.#draft) ?? "";
    this.#fit();
  }

  focus() {
    this.#field.focus();
  }

  #key(event) {
    // the Enter that ends the composing of a syllable (Korean, Japanese, Chinese) sends nothing;
    // Safari reports it after the end, with the key code 229
    const composing = event.isComposing || event.keyCode === 229;
    if (event.key === "Enter" && !event.shiftKey && !composing) {
      event.preventDefault();
      this.#submit();
    }
  }

  #submit() {
    const message = this.#field.value.trim();
    if (message !== "") {
      this.#field.value = "";
      this.#typed();
      this.#send(message);
    }
    this.#field.focus();
  }

  #typed() {
    tabMemory.write(this.#draft, this.#field.value);
    this.#fit();
  }

  #fit() {
    this.#field.style.height = "auto";
    this.#field.style.height = `${this.#field.scrollHeight}px`;
    const left = longest - this.#field.value.length;
    byId("left").textContent = left <= tellFrom ? text("left", left) : "";
  }
}
