// A page as tutorials have it: jQuery, an older client, io() without options, and four events.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { site, enter, hears, person, say, screenshot } from "./browser.mjs";

const dist = (name) => join("node_modules", name, "dist");

const html = `<!doctype html>
<html>
  <head>
    <meta charset="utf-8">
    <script src="/tutorial/jquery.min.js"></script>
    <script src="/tutorial/socket.io.js"></script>
  </head>
  <body>
    <input id="text">
    <button id="send">send</button>
    <button id="join">join room 1</button>
    <button id="send-room">send to room 1</button>
    <ul id="log"></ul>
    <script>
      var socket = io();
      $("#send").on("click", function () { socket.emit("socketSend", $("#text").val()); });
      $("#join").on("click", function () { socket.emit("joinroom", "room1"); });
      $("#send-room").on("click", function () { socket.emit("room1-send", $("#text").val()); });
      socket.on("broadcast", function (data) { $("#log").append($("<li>").text(data)); });
      socket.on("connect", function () { $("body").attr("data-ready", "true"); });
    </script>
  </body>
</html>`;

async function open(client) {
  const page = await person({});
  await page.route("**/tutorial/page.html", (route) => route.fulfill({ contentType: "text/html", body: html }));
  await page.route("**/tutorial/jquery.min.js", (route) => route.fulfill({ path: join(dist("jquery"), "jquery.min.js") }));
  await page.route("**/tutorial/socket.io.js", (route) => route.fulfill({ path: join(dist(client), "socket.io.js") }));
  await page.goto(`${site}/tutorial/page.html`);
  await page.waitForSelector("body[data-ready]");
  return page;
}

const press = async (page, button, text) => {
  await page.fill("#text", text);
  await page.click(button);
};

const log = (page) => page.locator("#log li").allTextContents();

const sees = (page, text) =>
  page.waitForFunction((wanted) => [...document.querySelectorAll("#log li")].some((it) => it.textContent === wanted), text);

for (const client of ["socket.io-client-4.0", "socket.io-client-4.4", "socket.io-client"]) {
  test(`the tutorial's page works with ${client}`, async () => {
    const [inside, outside] = [await open(client), await open(client)];
    await press(inside, "#send", "안녕 everyone 🎉");
    await sees(inside, "안녕 everyone 🎉");
    await sees(outside, "안녕 everyone 🎉");

    await inside.click("#join");
    await press(inside, "#send-room", "members only");
    await sees(inside, "members only");
    await press(outside, "#send", "after it");
    await sees(inside, "after it");
    await sees(outside, "after it");
    assert.deepEqual(await log(inside), ["안녕 everyone 🎉", "members only", "after it"]);
    assert.deepEqual(await log(outside), ["안녕 everyone 🎉", "after it"]);
  });
}

test("the tutorial's page and the chat page hear each other", async () => {
  const tutorial = await open("socket.io-client-4.4");
  const mina = await enter("/socket", { name: "Mina" });
  await press(tutorial, "#send", "from the tutorial");
  assert.equal(await hears(mina, "from the tutorial"), 1);
  await say(mina, "from the chat");
  await sees(tutorial, "from the chat");
  assert.deepEqual(await log(tutorial), ["from the tutorial", "from the chat"]);
  await screenshot(tutorial, "tutorial");
});
