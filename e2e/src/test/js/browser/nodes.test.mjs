import assert from "node:assert/strict";
import { test } from "node:test";
import { enter, hears, online, say, screenshot } from "./browser.mjs";

const node = (page, number) => page.waitForSelector(`#node[data-number="${number}"]`);

async function join(page) {
  await page.click('[data-room="room1"]');
  await page.waitForSelector('#mine [data-room="room1"][aria-current]', { state: "attached" });
}

test("the page shows its server, leads to the other one, and people talk across", async () => {
  const mina = await enter("/rooms", { name: "Mina" });
  const jiho = await enter("/rooms", { name: "Jiho" });
  await node(mina, 1);
  await node(jiho, 1);
  await jiho.click('#node a[data-number="2"]');
  await node(jiho, 2);
  await online(jiho);
  assert.notEqual(new URL(jiho.url()).port, new URL(mina.url()).port);
  await join(mina);
  await join(jiho);
  await say(mina, "from the first server");
  await hears(jiho, "from the first server");
  await say(jiho, "from the second server");
  await hears(mina, "from the second server");
  await mina.waitForFunction(() => document.querySelectorAll("#members li").length === 2);
  await screenshot(jiho, "rooms-second-server");
});
