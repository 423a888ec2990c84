package io.roomcast.e2e.soak;

import io.roomcast.DisconnectReason;
import io.roomcast.Server;
import io.roomcast.Socket;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the server knows of one client, whose connections come and go: what it was sent, and what
 * came of it. Where it is locked nothing waits, so the order of the numbers is that of the events.
 */
final class Account {
  private final Server io;
  private final Problems problems;
  private final String client;
  private final Map<String, Long> sent = new HashMap<>();
  private String id = "";
  private int epoch = -1;
  private long received;
  private Optional<DisconnectReason> end = Optional.empty();

  Account(Server io, Problems problems, String client) {
    this.io = io;
    this.problems = problems;
    this.client = client;
  }

  /** The client is there, for the first time or again. */
  synchronized void begin(Socket socket, int next) {
    if (next != epoch + 1) {
      problems.report("%s comes for the %d. time after the %d.".formatted(client, next, epoch));
    }
    if (!socket.recovered()) {
      sent.clear();
    }
    id = socket.id();
    epoch = next;
    received = 0;
    end = Optional.empty();
  }

  /** An event of the client has come: not before all those that it had sent before. */
  synchronized void receive(Stamp stamp) {
    if (stamp.epoch() != epoch || stamp.number() != received) {
      problems.report(
          "%s has sent %s, and not number %d of %d".formatted(client, stamp, received, epoch));
    }
    received = stamp.number() + 1;
  }

  /** Sends the next of those that are numbered for these two, also while the client is away. */
  synchronized void tell(String from) {
    if (epoch >= 0) {
      long number = sent.merge(from, 1L, Long::sum) - 1;
      Object content = number % 3 == 0 ? Parcel.of(from, number) : Parcel.text(from, number);
      io.to(id).emit("told", from, number, content);
    }
  }

  /** Says how many it was sent, in between them. */
  synchronized void reckon() {
    io.to(id).emit("reckoned", Map.copyOf(sent));
  }

  /** The socket of an epoch has gone. */
  synchronized void end(int which, DisconnectReason reason) {
    if (which == epoch) {
      end = Optional.of(reason);
    }
  }

  /** Why the client of that epoch was disconnected, if it was. */
  synchronized Optional<DisconnectReason> ended(int which) {
    return which == epoch ? end : Optional.empty();
  }
}
