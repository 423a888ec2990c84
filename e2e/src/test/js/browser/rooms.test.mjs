import assert from "node:assert/strict";
import { test } from "node:test";
import { enter, heard, hears, online, say, screenshot } from "./browser.mjs";

async function join(page, room) {
  await page.click(`#other [data-room="${room}"]`);
  await page.waitForSelector(`#mine [data-room="${room}"][aria-current]`, { state: "attached" });
}

async function create(page, room) {
  await page.fill("#room-name", room);
  await page.press("#room-name", "Enter");
  await page.waitForSelector("#room:not([hidden])");
}

const size = (page, room, wanted) =>
  page.waitForFunction(
    ([name, people]) => document.querySelector(`.room-list [data-room="${name}"] .size`)?.textContent === people,
    [room, String(wanted)],
  );

const members = async (page, wanted) => {
  await page.waitForFunction(
    (count) => document.querySelectorAll("#members li").length === count,
    wanted.length,
  );
  assert.deepEqual(await page.locator("#members bdi").allTextContents(), wanted);
};

test("only the members of a room see what is said there", async () => {
  const mina = await enter("/rooms", { name: "Mina" });
  const jiho = await enter("/rooms", { name: "지호", language: "ko-KR", on: "phone", dark: true });
  const lee = await enter("/rooms", { name: "Lee" });
  const outsider = await enter("/rooms", { name: "Kim" });
  await screenshot(outsider, "rooms-desktop-empty");
  await screenshot(jiho, "rooms-phone-list-korean-dark");
  await join(mina, "room1");
  await join(jiho, "room1");
  await join(lee, "room2");

  await say(mina, "방 1에서만 보여요 🤫 <i>psst</i>");
  assert.equal(await hears(jiho, "방 1에서만 보여요 🤫 <i>psst</i>"), 1);
  assert.equal(await hears(mina, "방 1에서만 보여요 🤫 <i>psst</i>"), 1);

  // what comes after it would have come behind it
  await say(lee, "room two");
  await hears(lee, "room two");
  await join(outsider, "room2");
  assert.deepEqual(await heard(lee), ["room two"]);
  assert.deepEqual(await heard(outsider), [], "who comes later does not see what was said before");
  assert.equal(await mina.locator("i").count(), 0);
  await say(jiho, "네, 여기 있어요");
  await hears(mina, "네, 여기 있어요");
  await screenshot(mina, "rooms-desktop");
  await screenshot(jiho, "rooms-phone-korean-dark");
});

test("members and counts are live", async () => {
  const mina = await enter("/rooms", { name: "Mina" });
  const jiho = await enter("/rooms", { name: "Jiho" });
  const kim = await enter("/rooms", { name: "Kim" });
  await join(mina, "room1");
  await size(kim, "room1", 1);
  await join(jiho, "room1");
  await size(kim, "room1", 2);
  await members(mina, ["Jiho", "Mina"]);
  await members(jiho, ["Jiho", "Mina"]);

  await jiho.click("#self");
  await jiho.fill("#name", "Anna");
  await jiho.press("#name", "Enter");
  await mina.waitForFunction(() => document.getElementById("members").textContent.includes("Anna"));
  await members(mina, ["Anna", "Mina"]);

  await jiho.click("#leave");
  await members(mina, ["Mina"]);
  await size(kim, "room1", 1);
  await mina.close();
  await size(kim, "room1", 0);
});

test("a room that somebody names is there for all, until the last one leaves", async () => {
  const mina = await enter("/rooms", { name: "Mina" });
  const jiho = await enter("/rooms", { name: "Jiho" });
  await create(mina, "  독서   <b>모임</b> ");
  await size(jiho, "독서 <b>모임</b>", 1);
  assert.equal(await jiho.locator(".room-list b").count(), 0);
  await join(jiho, "독서 <b>모임</b>");
  await mina.click("#leave");
  await size(mina, "독서 <b>모임</b>", 1);
  await jiho.click("#leave");
  for (const page of [mina, jiho]) {
    await page.waitForSelector('[data-room="독서 <b>모임</b>"]', { state: "detached" });
    assert.deepEqual(await page.locator("#other .room-name").allTextContents(), ["Chat room 1", "Chat room 2"]);
  }
});

test("a name that cannot be a room's is refused with a reason", async () => {
  const mina = await enter("/rooms", { name: "Mina" });
  await mina.fill("#room-name", "x".repeat(31));
  await mina.press("#room-name", "Enter");
  await mina.waitForSelector("#room-problem:not(:empty)");
  assert.equal(await mina.locator("#other li").count(), 2);
});

test("a person is in several rooms, and sees where something new was said", async () => {
  const mina = await enter("/rooms", { name: "Mina" });
  const jiho = await enter("/rooms", { name: "Jiho" });
  await join(mina, "room1");
  await join(mina, "room2");
  await join(jiho, "room1");
  await say(jiho, "one");
  await say(jiho, "two");
  await mina.waitForFunction(() => document.querySelector('[data-room="room1"] .unread')?.textContent === "2");
  assert.deepEqual(await heard(mina), [], "it is not in the room that is open");
  await mina.click('#mine [data-room="room1"]');
  assert.equal(await hears(mina, "two"), 1);
  assert.equal(await mina.locator(".unread").count(), 0);
});

test("each room keeps its own draft", async () => {
  const mina = await enter("/rooms", { name: "Mina" });
  await join(mina, "room1");
  await mina.locator("#text").pressSequentially("for room one");
  await join(mina, "room2");
  assert.equal(await mina.inputValue("#text"), "");
  await mina.click('#mine [data-room="room1"]');
  await mina.waitForFunction(() => document.getElementById("text").value === "for room one");
});

test("after an interruption one is in one's rooms again, and what waited arrives there once", async () => {
  const mina = await enter("/rooms", { name: "Mina" });
  const jiho = await enter("/rooms", { name: "Jiho" });
  await create(mina, "tunnel");
  await join(jiho, "tunnel");
  await members(jiho, ["Jiho", "Mina"]);
  await mina.context().setOffline(true);
  await online(mina, "offline");
  await say(mina, "sent in the tunnel");
  await mina.fill("#text", "half a sent");
  await mina.waitForSelector(".waiting");

  await mina.context().setOffline(false);
  await online(mina);
  assert.equal(await hears(jiho, "sent in the tunnel"), 1);
  assert.equal(await hears(mina, "sent in the tunnel"), 1);
  assert.equal(await mina.inputValue("#text"), "half a sent");
  await members(mina, ["Jiho", "Mina"]);
});

test("on a phone the list and a room take turns, and the browser's back button goes back", async () => {
  const mina = await enter("/rooms", { name: "Mina", on: "phone" });
  assert.ok(!(await mina.isVisible("#conversation")));
  await mina.tap('#other [data-room="room1"]');
  await mina.waitForSelector("#room:not([hidden])");
  assert.ok(!(await mina.isVisible(".room-list")));
  await mina.tap("#members-toggle");
  await members(mina, ["Mina"]);
  await screenshot(mina, "rooms-phone");
  await mina.goBack();
  await mina.waitForSelector(".room-list", { state: "visible" });
  assert.ok(!(await mina.isVisible("#conversation")));
});

test("joining, talking and leaving work by keyboard alone", async () => {
  const mina = await enter("/rooms", { name: "Mina" });
  const focused = () => mina.evaluate(() => document.activeElement.id || document.activeElement.dataset.room);
  await mina.keyboard.press("Tab");
  await mina.keyboard.press("Enter");
  assert.equal(await focused(), "mine-title");
  await mina.keyboard.press("Tab");
  assert.equal(await focused(), "room1");
  await mina.keyboard.press("Enter");
  await mina.waitForFunction(() => document.activeElement.id === "text");
  await mina.keyboard.type("hello");
  await mina.keyboard.press("Enter");
  assert.equal(await hears(mina, "hello"), 1);
  await mina.focus("#leave");
  await mina.keyboard.press("Enter");
  assert.equal(await focused(), "mine-title");
  await size(mina, "room1", 0);
});
