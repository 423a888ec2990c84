import assert from "node:assert/strict";
import { test } from "node:test";
import { site, person, screenshot } from "./browser.mjs";

test("the start page leads to both chats, in the reader's language", async () => {
  const english = await person({ language: "en-US" });
  await english.goto(site);
  await english.waitForSelector("html[lang=en]");
  await screenshot(english, "start-desktop");
  await english.click("a.primary[href='/socket']");
  await english.waitForURL("**/socket");

  const korean = await person({ language: "ko-KR", on: "phone", dark: true });
  await korean.goto(site);
  await korean.waitForSelector("html[lang=ko]");
  assert.equal(await korean.textContent("h1"), "서버 하나, 채팅 둘.");
  await screenshot(korean, "start-phone-korean-dark");
  await korean.click("a.primary[href='/rooms']");
  await korean.waitForURL("**/rooms");
});

test("no page is wider than a small phone", async () => {
  for (const path of ["/", "/socket", "/rooms"]) {
    const page = await person({ name: "Mina", on: "phone" });
    await page.goto(site + path);
    await page.waitForLoadState("networkidle");
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360, path);
  }
});
