import assert from "node:assert/strict";
import { test } from "node:test";
import { site, enter, heard, hears, online, person, say, screenshot } from "./browser.mjs";

test("what one says, all see, Korean text and emoji intact", async () => {
  const mina = await enter("/socket", { name: "Mina" });
  const jiho = await enter("/socket", { name: "지호", language: "ko-KR", on: "phone", dark: true });
  const text = "안녕하세요 👩‍💻 반갑습니다! 🇰🇷 ﷺ e\u0301";
  await say(jiho, text);
  assert.equal(await hears(mina, text), 1);
  assert.equal(await hears(jiho, text), 1);
  assert.equal(await mina.textContent(".message .author"), "지호");
  assert.equal(await jiho.locator(".message.own").count(), 1, "the writer's own one is marked");
  assert.equal(await mina.locator(".message.own").count(), 0);

  await say(mina, "Shall we have lunch at 12:30?\nThe usual place.");
  await hears(jiho, "Shall we have lunch at 12:30?\nThe usual place.");
  await screenshot(mina, "group-desktop");
  await screenshot(jiho, "group-phone-korean-dark");
});

test("markup is shown as text", async () => {
  const mina = await enter("/socket", { name: "<b>Mina</b>" });
  const jiho = await enter("/socket", { name: "Jiho" });
  await say(mina, "<img src=x onerror=alert(1)>");
  assert.equal(await hears(jiho, "<img src=x onerror=alert(1)>"), 1);
  assert.equal(await hears(mina, "<img src=x onerror=alert(1)>"), 1);
  for (const page of [mina, jiho]) {
    assert.equal(await page.locator("img, b").count(), 0);
  }
  assert.equal(await jiho.textContent(".message .author"), "<b>Mina</b>");
});

test("a newcomer is greeted alone, and all know how many are here", async () => {
  const mina = await enter("/socket", { name: "Mina" });
  await mina.waitForSelector(".notice");
  const jiho = await enter("/socket", { name: "Jiho" });
  await jiho.waitForSelector(".notice");
  await mina.waitForFunction(() => document.getElementById("here").textContent === "2 people here");
  assert.deepEqual(await mina.locator(".notice").allTextContents(), ["Welcome, Mina. Only you can see this line."]);
  assert.deepEqual(await jiho.locator(".notice").allTextContents(), ["Welcome, Jiho. Only you can see this line."]);
  await jiho.close();
  await mina.waitForFunction(() => document.getElementById("here").textContent === "Only you are here");
});

test("the state tells polling from WebSocket", async () => {
  const upgraded = await enter("/socket", { name: "Mina" });
  assert.equal(await upgraded.textContent("#state"), "Online · WebSocket");
  const polling = await enter("/socket", { name: "Jiho", websocket: false, state: "polling" });
  assert.equal(await polling.textContent("#state"), "Online · long-polling");
  await say(polling, "still here");
  assert.equal(await hears(upgraded, "still here"), 1);
  assert.equal(await polling.textContent("#state"), "Online · long-polling");
});

test("offline, a message waits in sight and the draft stays; online again, it arrives once", async () => {
  const mina = await enter("/socket", { name: "Mina" });
  const jiho = await enter("/socket", { name: "Jiho" });
  await mina.context().setOffline(true);
  await online(mina, "offline");
  await say(mina, "from the tunnel");
  await mina.fill("#text", "half a sent");
  await mina.waitForSelector(".waiting");
  assert.equal(await mina.textContent(".waiting .body"), "from the tunnel");
  assert.ok(await mina.isVisible(".offline-hint"));
  await screenshot(mina, "group-desktop-offline");

  await mina.context().setOffline(false);
  await online(mina);
  assert.equal(await hears(jiho, "from the tunnel"), 1);
  assert.equal(await hears(mina, "from the tunnel"), 1);
  assert.equal(await mina.locator(".waiting").count(), 0);
  assert.equal(await mina.inputValue("#text"), "half a sent");
  assert.ok(!(await mina.isVisible(".offline-hint")));
  await say(jiho, "welcome back");
  await hears(mina, "welcome back");
  assert.deepEqual(await heard(jiho), ["from the tunnel", "welcome back"]);
});

test("a draft survives a reload", async () => {
  const mina = await enter("/socket", { name: "Mina" });
  await mina.locator("#text").pressSequentially("초안 draft");
  await mina.reload();
  await online(mina);
  assert.equal(await mina.inputValue("#text"), "초안 draft");
});

test("the Enter that ends the composing of a syllable sends nothing", async () => {
  const mina = await enter("/socket", { name: "Mina", language: "ko-KR" });
  await mina.fill("#text", "한글");
  const press = (composing) =>
    mina.evaluate((isComposing) => {
      const event = new KeyboardEvent("keydown", { key: "Enter", isComposing, bubbles: true, cancelable: true });
      document.getElementById("text").dispatchEvent(event);
    }, composing);
  await press(true);
  assert.equal(await mina.inputValue("#text"), "한글");
  await press(false);
  assert.equal(await hears(mina, "한글"), 1);
  assert.deepEqual(await heard(mina), ["한글"]);
});

test("Shift and Enter begin a new line", async () => {
  const mina = await enter("/socket", { name: "Mina" });
  await mina.fill("#text", "one");
  await mina.press("#text", "Shift+Enter");
  await mina.locator("#text").pressSequentially("two");
  await mina.press("#text", "Enter");
  assert.equal(await hears(mina, "one\ntwo"), 1);
});

test("a newcomer chooses a name by keyboard alone, and it is remembered", async () => {
  const page = await person({});
  await page.goto(`${site}/socket`);
  await page.waitForSelector("#name-dialog[open]");
  await screenshot(page, "name-desktop");
  await page.keyboard.type("민아");
  await page.keyboard.press("Enter");
  await online(page);
  assert.equal(await page.textContent("#self-name"), "민아");
  await page.waitForSelector(".notice");
  assert.equal(await page.textContent(".notice"), "Welcome, 민아. Only you can see this line.");
  await page.reload();
  await online(page);
  assert.equal(await page.textContent("#self-name"), "민아");
  assert.ok(!(await page.isVisible("#name-dialog")));

  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  await page.keyboard.press("Enter");
  await page.keyboard.type("by keyboard");
  await page.keyboard.press("Enter");
  assert.equal(await hears(page, "by keyboard"), 1);
});

test("a new name goes with the next message", async () => {
  const mina = await enter("/socket", { name: "Mina" });
  const jiho = await enter("/socket", { name: "Jiho" });
  await mina.click("#self");
  await mina.fill("#name", "Yuna");
  await mina.press("#name", "Enter");
  await say(mina, "it is me");
  await hears(jiho, "it is me");
  assert.equal(await jiho.textContent(".message .author"), "Yuna");
});

test("who reads old messages is not moved; new ones are announced", async () => {
  const mina = await enter("/socket", { name: "Mina", on: "phone" });
  const jiho = await enter("/socket", { name: "Jiho" });
  for (let i = 1; i <= 20; i += 1) {
    await say(jiho, `line ${i}`);
  }
  await hears(mina, "line 20");
  await mina.evaluate(() => {
    document.querySelector(".log").scrollTop = 0;
  });
  await mina.waitForFunction(() => document.querySelector(".log").scrollTop === 0);
  await say(jiho, "line 21");
  await mina.waitForSelector(".more:not([hidden])");
  assert.equal(await mina.evaluate(() => document.querySelector(".log").scrollTop), 0);
  await mina.click(".more");
  await mina.waitForFunction(() => {
    const log = document.querySelector(".log");
    return log.scrollHeight - log.scrollTop - log.clientHeight < 2;
  });
});
