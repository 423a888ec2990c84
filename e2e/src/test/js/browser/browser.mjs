// A real Chromium with as many separate people as a test wants.
// Environment: URL (the chat's address), CHROMIUM (the program), SCREENSHOTS (a folder).
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { after, afterEach } from "node:test";
import { chromium } from "playwright-core";

export const site = process.env.URL;

const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };
const desktop = { viewport: { width: 1280, height: 800 } };

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
const contexts = [];
const accidents = [];

afterEach(async () => {
  await Promise.all(contexts.splice(0).map((context) => context.close()));
  assert.deepEqual(accidents.splice(0), [], "no page fails, and none opens a dialog");
});
after(() => browser.close());

/** Somebody with a browser of their own: nothing is shared between two of them. */
export async function person({ name, on = "desktop", language = "en-GB", dark = false, websocket = true } = {}) {
  const context = await browser.newContext({
    ...(on === "phone" ? phone : desktop),
    locale: language,
    colorScheme: dark ? "dark" : "light",
  });
  contexts.push(context);
  context.setDefaultTimeout(15_000);
  if (name !== undefined) {
    await context.addInitScript((it) => localStorage.setItem("roomcast.name", JSON.stringify(it)), name);
  }
  if (!websocket) {
    await context.addInitScript(() => delete globalThis.WebSocket);
  }
  const page = await context.newPage();
  page.on("pageerror", (error) => accidents.push(`${name}: ${error.stack}`));
  page.on("dialog", (dialog) => {
    accidents.push(`${name}: a dialog says ${dialog.message()}`);
    dialog.dismiss();
  });
  return page;
}

/** Opens a chat's page and waits until it is online, by WebSocket unless told otherwise. */
export async function enter(path, { state = "websocket", ...who } = {}) {
  const page = await person(who);
  await page.goto(site + path);
  await online(page, state);
  return page;
}

export const online = (page, state = "websocket") => page.waitForSelector(`#state[data-state="${state}"]`);

export async function say(page, text) {
  await page.fill("#text", text);
  await page.press("#text", "Enter");
}

/** Waits until a message is there, to the letter; then tells how often. */
export async function hears(page, text) {
  await page.waitForFunction(
    (wanted) => [...document.querySelectorAll(".message:not(.waiting) .body")].some((it) => it.textContent === wanted),
    text,
  );
  return (await heard(page)).filter((it) => it === text).length;
}

/** The confirmed messages on the page. */
export const heard = (page) => page.locator(".message:not(.waiting, .failed) .body").allTextContents();

export async function screenshot(page, name) {
  await mkdir(process.env.SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(process.env.SCREENSHOTS, `${name}.png`) });
}
