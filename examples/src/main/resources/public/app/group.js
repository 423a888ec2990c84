// The group chat's page.

import { Composer } from "./composer.js";
import { connect } from "./connection.js";
import { byId } from "./dom.js";
import { text, translatePage } from "./language.js";
import { MessageLog } from "./log.js";
import { Outbox } from "./outbox.js";
import { Self, nameOf } from "./person.js";

translatePage();
const log = new MessageLog(text("groupEmpty"), text("groupEmptyHint"));
byId("conversation").prepend(log.element);

let socket;
const self = new Self((name) => {
  socket?.emit("rename", name);
  if (socket?.connected) {
    log.notice(text("nowCalled", name));
  }
});

await self.known();
socket = await connect("/", () => ({ name: self.name }));
const outbox = new Outbox(socket, "group", log, (body, key) => ["socketSend", body, key]);
const composer = new Composer((body) => outbox.send(body));
composer.open("group");

socket.once("greeting", (person) => log.notice(text("greeting", nameOf(person))));
socket.on("online", (count) => {
  byId("here").textContent = text("here", count);
});
socket.on("disconnect", () => {
  byId("here").textContent = ""; // nobody knows until the connection is back
});
socket.on("broadcast", (body, postmark) => {
  log.add(String(body), postmark, outbox.sent(postmark.key));
});
