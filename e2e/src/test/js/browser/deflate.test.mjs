// What a browser compresses by itself. The site is a server with permessage-deflate.
import assert from "node:assert/strict";
import { test } from "node:test";
import { person, site } from "./browser.mjs";

test("the client's file comes compressed, and then not at all", async () => {
  const page = await person();
  const first = await page.goto(`${site}/socket.io/socket.io.js`);
  assert.match((await first.allHeaders())["content-encoding"], /^(gzip|deflate)$/);
  assert.match(await first.text(), /Socket\.IO v4/);
  const status = await page.evaluate(async (tag) => {
    const again = await fetch("/socket.io/socket.io.js", { headers: { "If-None-Match": tag }, cache: "no-store" });
    return again.status;
  }, (await first.allHeaders()).etag);
  assert.equal(status, 304);
});

test("a browser agrees on permessage-deflate, and large messages go both ways", async () => {
  const page = await person();
  await page.goto(`${site}/socket.io/socket.io.js`);
  const text = "안녕하세요 👋 ".repeat(3000);
  const [extensions, echoed] = await page.evaluate(
    (said) =>
      new Promise((resolve, reject) => {
        const socket = new WebSocket(`ws://${location.host}/socket.io/?EIO=4&transport=websocket`);
        socket.onclose = (event) => reject(new Error(`closed with ${event.code}`));
        socket.onmessage = ({ data }) => {
          if (data.startsWith("0")) {
            socket.send("40");
          } else if (data.startsWith("40")) {
            socket.send("42" + JSON.stringify(["echo", said]));
          } else if (data.startsWith("42")) {
            resolve([socket.extensions, JSON.parse(data.slice(2))[1]]);
          }
        };
      }),
    text,
  );
  assert.match(extensions, /^permessage-deflate/);
  assert.equal(echoed, text);
});

test("a poll comes compressed", async () => {
  const page = await person();
  await page.goto(`${site}/socket.io/socket.io.js`);
  const [encoding, packet] = await page.evaluate(async () => {
    const url = "/socket.io/?EIO=4&transport=polling";
    const sid = JSON.parse((await (await fetch(url)).text()).slice(1)).sid;
    const session = `${url}&sid=${sid}`;
    await fetch(session, { method: "POST", body: "40" });
    await fetch(session);
    await fetch(session, { method: "POST", body: "42" + JSON.stringify(["echo", "hello ".repeat(1000)]) });
    const poll = await fetch(session);
    return [poll.headers.get("content-encoding"), await poll.text()];
  });
  assert.match(encoding, /^(gzip|deflate)$/);
  assert.equal(packet, "42" + JSON.stringify(["echo", "hello ".repeat(1000)]));
});
