// Picks the reader's language and puts the page's sentences in.

import { texts } from "./texts.js";

export const language =
  navigator.languages.map((tag) => tag.split("-")[0].toLowerCase()).find((tag) => tag in texts) ?? "en";

const table = texts[language];

/** A sentence, with its gaps filled. */
export function text(key, ...gaps) {
  const sentence = table[key];
  return typeof sentence === "function" ? sentence(...gaps) : sentence;
}

/** The sentence for an answer of the server. */
export function answerText(code) {
  return table.answers[code] ?? table.answers.unknown;
}

const clock = new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" });
const calendar = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" });

export const shortTime = (at) => clock.format(at);
export const longTime = (at) => calendar.format(at);

/** Fills elements that carry data-text, data-label or data-hint with the key of a sentence. */
export function translatePage() {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-text]")) {
    element.textContent = text(element.dataset.text);
  }
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", text(element.dataset.label));
  }
  for (const element of document.querySelectorAll("[data-hint]")) {
    element.setAttribute("placeholder", text(element.dataset.hint));
  }
}
