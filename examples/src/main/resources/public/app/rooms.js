// The room chat's page: the rooms, and the one that is open (named by the address's fragment, so
// that the browser's back button and bookmarks work).

import { Composer } from "./composer.js";
import { connect } from "./connection.js";
import { byId } from "./dom.js";
import { answerText, text, translatePage } from "./language.js";
import { JoinedRoom } from "./joined-room.js";
import { showNode } from "./node.js";
import { tabMemory } from "./memory.js";
import { Self } from "./person.js";
import { alwaysOpen, drawMembers, drawRooms, roomTitle } from "./room-views.js";

translatePage();
const sizes = new Map();
const mine = new Map();
let open = "";
let shownRoom;
let socket;

const self = new Self((name) => socket?.emit("rename", name));
await self.known();
socket = await connect("/rooms", () => ({ name: self.name, rooms: [...mine.keys()] }));
for (const name of tabMemory.read("rooms") ?? []) {
  mine.set(name, new JoinedRoom(socket, name));
}
const composer = new Composer((body) => mine.get(open)?.send(body));

// what the server tells

socket.on("connect", () => sizes.clear());
socket.on("node", showNode);
socket.on("rooms", (rooms) => {
  rooms.forEach(({ name, size }) => sizes.set(name, size));
  draw();
});
socket.on("room", ({ name, size }) => {
  if (size > 0 || alwaysOpen.includes(name)) {
    sizes.set(name, size);
  } else {
    sizes.delete(name);
  }
  draw();
});
socket.on("joined", (name, members) => {
  if (!mine.has(name)) {
    mine.set(name, new JoinedRoom(socket, name));
    rememberRooms();
  }
  mine.get(name).gather(members);
  draw();
});
socket.on("refused", (name, answer) => {
  forget(name);
  complain(answer);
});
socket.on("entered", (name, person) => change(name, (room) => room.enter(person)));
socket.on("left", (name, person) => change(name, (room) => room.exit(person)));
socket.on("renamed", (name, person) => change(name, (room) => room.rename(person)));
socket.on("message", (name, body, postmark) =>
  change(name, (room) => room.hear(String(body), postmark, name === open && !document.hidden)),
);

function change(name, happen) {
  const room = mine.get(name);
  if (room) {
    happen(room);
    draw();
  }
}

// what the reader does

function join(typed) {
  byId("room-problem").textContent = "";
  socket.emit("join", typed, (error, answer) => {
    if (error || answer !== "done") {
      complain(error ? "unknown" : answer);
    }
  });
  show(typed);
}

function leave() {
  socket.emit("leave", open);
  forget(open);
  location.hash = "";
  byId("mine-title").focus();
}

function forget(name) {
  mine.get(name)?.close();
  mine.delete(name);
  rememberRooms();
  draw();
}

function complain(answer) {
  byId("room-problem").textContent = answerText(answer);
  location.hash = "";
}

function show(name) {
  location.hash = encodeURIComponent(name);
}

function rememberRooms() {
  tabMemory.write("rooms", [...mine.keys()]);
}

byId("new-room").addEventListener("submit", (event) => {
  event.preventDefault();
  const name = byId("room-name").value.normalize("NFC").trim().replace(/\s+/g, " ");
  if (name !== "") {
    byId("room-name").value = "";
    join(name);
  }
});
byId("no-room-join").addEventListener("click", () => join(open));
byId("leave").addEventListener("click", leave);
byId("members-toggle").addEventListener("click", () => {
  const shown = byId("members-panel").classList.toggle("shown");
  byId("members-toggle").setAttribute("aria-expanded", String(shown));
});
byId("skip").addEventListener("click", (event) => {
  event.preventDefault(); // the address's fragment names a room here
  byId(mine.has(open) ? "text" : "mine-title").focus();
});
addEventListener("hashchange", turn);
document.addEventListener("visibilitychange", () => {
  mine.get(open)?.read();
  draw();
});

/** Turns to the room that the address names. */
function turn() {
  open = nameInAddress();
  draw();
}

function nameInAddress() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return "";
  }
}

// what is seen

function draw() {
  drawRooms(sizes, mine, open, join);
  const room = mine.get(open);
  document.body.dataset.view = open === "" ? "list" : "room";
  byId("room").hidden = !room;
  byId("no-room").hidden = Boolean(room);
  byId("no-room-title").textContent = text(open === "" ? "chooseRoom" : "notInside");
  byId("no-room-hint").textContent = text(open === "" ? "chooseRoomHint" : "notInsideHint");
  byId("no-room-join").hidden = open === "";
  if (room) {
    byId("room-title").textContent = roomTitle(open);
    byId("leave").setAttribute("aria-label", text("leaveRoom", roomTitle(open)));
    drawMembers(room.members, socket.id);
  }
  if (room !== shownRoom) {
    shownRoom = room;
    if (room) {
      turnTo(room);
    }
  }
}

function turnTo(room) {
  byId("log-place").replaceChildren(room.log.element);
  room.read();
  composer.open(`room.${open}`);
  // where there is no mouse, focusing the field would bring up the keyboard over the room
  if (matchMedia("(hover: hover)").matches) {
    composer.focus();
  } else {
    byId("room-title").focus();
  }
  drawRooms(sizes, mine, open, join);
}

turn();
