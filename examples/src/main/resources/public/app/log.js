// The messages of one conversation. A screen reader is told of new ones (role="log").

import { make } from "./dom.js";
import { longTime, shortTime, text } from "./language.js";
import { nameOf } from "./person.js";

const mostRows = 500;
const sameBreath = 3 * 60_000;
const nearBottom = 48;

/** A colour of one's own, the same for everybody who looks; it stays when the connection changes. */
function hue(person) {
  let hash = 7;
  for (const character of person.name || person.id) {
    hash = Math.imul(hash ^ character.codePointAt(0), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return (hash >>> 0) % 360;
}

export class MessageLog {
  /** The scrolling element, to be put into the page. */
  element;

  #rows = make("ol", { className: "rows" });
  #more = make("button", { type: "button", className: "more", hidden: true }, text("newBelow"));
  #unconfirmed = new Map();
  #seen = new Set();
  #last = { id: "", at: 0 };
  #atBottom = true;

  /**
   * @param {string} title shown while there is no message
   * @param {string} hint shown below it
   */
  constructor(title, hint) {
    const empty = make("div", { className: "empty" }, make("p", { className: "lead" }, title), make("p", {}, hint));
    const scroller = make(
      "div",
      { className: "log", role: "log", tabIndex: 0, aria: { label: text("messages"), live: "polite" } },
      this.#rows,
      empty,
    );
    this.element = make("div", { className: "log-frame" }, scroller, this.#more);
    scroller.addEventListener("scroll", () => {
      this.#atBottom = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < nearBottom;
      this.#more.hidden ||= this.#atBottom;
    });
    this.#more.addEventListener("click", () => {
      this.#toBottom();
      scroller.focus();
    });
    // a keyboard that slides in takes the place at the bottom, where the newest messages are
    new ResizeObserver(() => this.#atBottom && this.#toBottom()).observe(scroller);
  }

  /**
   * A message that the server handed round.
   *
   * @returns {boolean} false if it was shown before
   */
  add(body, { from, at, key }, own) {
    if (key && this.#seen.has(key)) {
      return false;
    }
    if (key) {
      this.#seen.add(key);
    }
    this.confirm(key);
    const goesOn = this.#last.id === from.id && at - this.#last.at < sameBreath;
    this.#last = { id: from.id, at };
    const name = nameOf(from);
    const row = make(
      "li",
      { className: `message${own ? " own" : ""}${goesOn ? " goes-on" : ""}`, style: { "--hue": hue(from) } },
      make("span", { className: "face", aria: { hidden: "true" } }, [...name][0]),
      make("p", { className: "author" }, make("bdi", {}, own ? text("you") : name)),
      make("p", { className: "body", dir: "auto" }, body),
      make("time", { dateTime: new Date(at).toISOString(), title: longTime(at) }, shortTime(at)),
    );
    this.#append(row, own);
    return true;
  }

  /** A line that nobody said. */
  notice(sentence) {
    this.#last = { id: "", at: 0 };
    this.#append(make("li", { className: "notice" }, make("bdi", {}, sentence)), false);
  }

  /** A message of one's own, on its way. */
  wait(key, body) {
    const state = make("p", { className: "fate" }, make("span", { className: "if-online" }, text("sending")), make("span", { className: "if-offline" }, text("waiting")));
    const row = make("li", { className: "message own waiting" }, make("p", { className: "body", dir: "auto" }, body), state);
    this.#unconfirmed.set(key, row);
    this.#append(row, true);
  }

  /** It did not arrive: the reader chooses what becomes of it. */
  fail(key, why, again, discard) {
    const row = this.#unconfirmed.get(key);
    if (!row) {
      return;
    }
    const choice = (label, act) => {
      const button = make("button", { type: "button", className: "quiet" }, text(label));
      button.addEventListener("click", () => {
        this.confirm(key);
        act();
      });
      return button;
    };
    row.className = "message own failed";
    row.lastChild.replaceChildren(text("notSent", why), " ", choice("tryAgain", again), choice("discard", discard));
  }

  /** It arrived, or is not wanted any more: its place holder goes. */
  confirm(key) {
    this.#unconfirmed.get(key)?.remove();
    this.#unconfirmed.delete(key);
  }

  #append(row, own) {
    const stay = own || this.#atBottom;
    const firstWaiting = this.#rows.querySelector(":scope > .waiting, :scope > .failed");
    this.#rows.insertBefore(row, row.matches(".waiting") ? null : firstWaiting);
    while (this.#rows.childElementCount > mostRows) {
      this.#rows.firstElementChild.remove();
    }
    if (stay) {
      this.#toBottom();
    } else {
      this.#more.hidden = false;
    }
  }

  #toBottom() {
    const scroller = this.element.firstChild;
    scroller.scrollTop = scroller.scrollHeight;
    this.#atBottom = true;
    this.#more.hidden = true;
  }
}
