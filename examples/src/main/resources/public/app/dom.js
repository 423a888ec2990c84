// Elements are made of text nodes and properties: nothing here ever parses HTML.

/** An element by its id. */
export const byId = (id) => document.getElementById(id);

/**
 * Makes an element.
 *
 * @param {string} tag
 * @param {object} properties of the element; "data", "aria" and "style" are objects of their own
 * @param {...(Node|string)} children strings become text
 */
export function make(tag, { data = {}, aria = {}, style = {}, ...properties } = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  Object.assign(element.dataset, data);
  for (const [name, value] of Object.entries(aria)) {
    element.setAttribute(`aria-${name}`, value);
  }
  for (const [name, value] of Object.entries(style)) {
    element.style.setProperty(name, value);
  }
  element.append(...children);
  return element;
}
