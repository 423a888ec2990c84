// A room that the reader is in.

import { text } from "./language.js";
import { MessageLog } from "./log.js";
import { Outbox } from "./outbox.js";
import { nameOf } from "./person.js";

export class JoinedRoom {
  log = new MessageLog(text("roomEmpty"), text("roomEmptyHint"));
  members = new Map();
  unread = 0;
  #outbox;

  constructor(socket, name) {
    this.#outbox = new Outbox(socket, `room.${name}`, this.log, (body, key) => ["say", name, body, key]);
  }

  send(body) {
    this.#outbox.send(body);
  }

  /** Everybody who is here, when one comes in or comes back. */
  gather(members) {
    this.members = new Map(members.map((person) => [person.id, person]));
  }

  enter(person) {
    this.members.set(person.id, person);
    this.log.notice(text("entered", nameOf(person)));
  }

  exit(person) {
    if (this.members.delete(person.id)) {
      this.log.notice(text("wentOut", nameOf(person)));
    }
  }

  rename(person) {
    const before = this.members.get(person.id) ?? person;
    this.members.set(person.id, person);
    this.log.notice(text("renamed", nameOf(before), nameOf(person)));
  }

  hear(body, postmark, beingRead) {
    const isNew = this.log.add(body, postmark, this.#outbox.sent(postmark.key));
    if (isNew && !beingRead) {
      this.unread += 1;
    }
  }

  read() {
    this.unread = 0;
  }

  close() {
    this.#outbox.close();
  }
}
