// On which server of several the page is, and the way to the others.

import { byId, make } from "./dom.js";
import { text } from "./language.js";

/**
 * Shows it.
 *
 * @param {number} number of the server that the page is connected to
 * @param {{number: number, port: number}[]} nodes all of them
 */
export function showNode(number, nodes) {
  const others = nodes.filter((node) => node.number !== number);
  const label = byId("node");
  label.replaceChildren(text("onServer", number), ...others.flatMap((node) => [" · ", link(node)]));
  label.dataset.number = number;
  label.hidden = false;
}

function link({ number, port }) {
  const address = new URL(location.href);
  address.port = String(port);
  const anchor = make("a", { href: address.href, data: { number } }, text("toServer", number));
  // the room that is open then: the fragment changes without a word to the server
  anchor.addEventListener("click", () => (anchor.hash = location.hash));
  return anchor;
}
