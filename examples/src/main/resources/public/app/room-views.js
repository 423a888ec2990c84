// Draws the list of rooms and the list of members.

import { byId, make } from "./dom.js";
import { language, text } from "./language.js";
import { nameOf } from "./person.js";

/** Rooms that are there even when nobody is. */
export const alwaysOpen = ["room1", "room2"];

const alphabet = new Intl.Collator(language, { numeric: true });

export const roomTitle = (name) => (alwaysOpen.includes(name) ? text(name) : name);

function inOrder(names) {
  const rank = (name) => (alwaysOpen.includes(name) ? alwaysOpen.indexOf(name) : alwaysOpen.length);
  return [...names].sort((a, b) => rank(a) - rank(b) || alphabet.compare(a, b));
}

/**
 * @param {Map<string, number>} sizes of all rooms
 * @param {Map<string, JoinedRoom>} mine
 * @param {string} open the room that is shown
 * @param {(name: string) => void} join
 */
export function drawRooms(sizes, mine, open, join) {
  const others = inOrder(sizes.keys()).filter((name) => !mine.has(name));
  fill(byId("mine"), inOrder(mine.keys()), (name) => joined(name, sizes.get(name) ?? 1, mine.get(name).unread, name === open));
  fill(byId("other"), others, (name) => other(name, sizes.get(name), join));
  byId("mine-empty").hidden = mine.size > 0;
  byId("other-empty").hidden = others.length > 0 || sizes.size === 0;
}

/** Replaces a list's items; who was at one of them by keyboard stays there. */
function fill(list, names, draw) {
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.room : undefined;
  list.replaceChildren(...names.map((name) => make("li", {}, draw(name))));
  if (focused !== undefined) {
    list.querySelector(`[data-room="${CSS.escape(focused)}"]`)?.focus();
  }
}

function joined(name, size, unread, open) {
  const link = make(
    "a",
    { href: `#${encodeURIComponent(name)}`, data: { room: name }, aria: { label: text("openRoom", roomTitle(name), size, unread) } },
    make("bdi", { className: "room-name" }, roomTitle(name)),
    ...(unread > 0 ? [make("span", { className: "unread" }, String(unread))] : []),
    make("span", { className: "size" }, String(size)),
  );
  if (open) {
    link.setAttribute("aria-current", "page");
  }
  return link;
}

function other(name, size, join) {
  const button = make(
    "button",
    { type: "button", data: { room: name }, aria: { label: text("joinRoom", roomTitle(name), size) } },
    make("bdi", { className: "room-name" }, roomTitle(name)),
    make("span", { className: "size" }, String(size)),
    make("span", { className: "verb" }, text("join")),
  );
  button.addEventListener("click", () => join(name));
  return button;
}

/**
 * @param {Map<string, object>} members by their ids
 * @param {string} self the reader's id
 */
export function drawMembers(members, self) {
  byId("members-toggle").textContent = String(members.size);
  byId("members-toggle").setAttribute("aria-label", text("memberCount", members.size));
  const people = [...members.values()].sort((a, b) => alphabet.compare(nameOf(a), nameOf(b)));
  byId("members").replaceChildren(
    ...people.map((person) =>
      make(
        "li",
        {},
        make("bdi", {}, nameOf(person)),
        ...(person.id === self ? [make("span", { className: "hint" }, ` (${text("you")})`)] : []),
      ),
    ),
  );
}
