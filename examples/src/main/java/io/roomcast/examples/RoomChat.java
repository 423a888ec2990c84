package io.roomcast.examples;

import io.roomcast.EventArgs;
import io.roomcast.Namespace;
import io.roomcast.RemoteSocket;
import io.roomcast.Room;
import io.roomcast.Socket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The room chat: people join rooms, several at a time, and only members see what is said there.
 *
 * <p>From the page: {@code join(room)}, {@code leave(room)}, {@code say(room, text, key)} and
 * {@code rename(name)}, each answered with an {@link Answer}. To the page: {@code rooms} (all of
 * them, once) and {@code room} (one has changed) to everybody; {@code joined(room, members)} to who
 * joins; {@code entered}, {@code left}, {@code renamed} and {@code message} to the members only.
 *
 * <p>On several servers that have an adapter in common the rooms are one: members and their number
 * are those of all servers at the moment when they were asked for. The limits are each server's.
 */
public final class RoomChat {
  static final List<String> ALWAYS_OPEN = List.of("room1", "room2");
  static final int LONGEST_ROOM_NAME = 30;
  static final int MOST_ROOMS = 100;
  static final int MOST_ROOMS_PER_PERSON = 10;
  static final int MOST_MEMBERS = 200;

  /** Every socket is in a room of its own id too: no name that a user types may ever mean that. */
  private static final String PREFIX = "room:";

  private final Namespace io;

  /** Sockets come and go in parallel: a change and its news are one step, so the news are true. */
  private final Object order = new Object();

  private RoomChat(Namespace io) {
    this.io = io;
  }

  /**
   * Serves the chat to those who join a namespace.
   *
   * @param io the namespace, which should be the chat's own
   */
  public static void serve(Namespace io) {
    io.onConnection(new RoomChat(io)::welcome);
  }

  private void welcome(Socket socket) {
    Person.introduce(socket);
    synchronized (order) {
      var unused =
          io.fetchSockets().thenAccept(people -> socket.emit("rooms", statuses(people.values())));
    }
    // a page that comes back names its rooms with the handshake, so it is in them before it speaks
    roomsBefore(socket).forEach(name -> rejoin(socket, name));

    socket.on("join", String.class, (name, ack) -> ack.send(join(socket, name)));
    socket.on("leave", String.class, (name, ack) -> ack.send(leave(socket, name)));
    socket.on("say", (args, ack) -> ack.send(say(socket, args)));
    socket.on("rename", String.class, (name, ack) -> ack.send(rename(socket, name)));
    socket.onDisconnecting(reason -> joined(socket).forEach(name -> leave(socket, name)));
  }

  private void rejoin(Socket socket, String name) {
    Answer answer = join(socket, name);
    if (answer != Answer.DONE) {
      socket.emit("refused", name, answer);
    }
  }

  private Answer join(Socket socket, String typed) {
    Optional<String> label = Label.of(typed, LONGEST_ROOM_NAME);
    if (label.isEmpty()) {
      return Answer.BAD_NAME;
    }
    String name = label.get();
    synchronized (order) {
      Room room = room(name);
      if (room.contains(socket)) {
        return Answer.DONE;
      }
      Answer answer = mayJoin(socket, name);
      if (answer == Answer.DONE && socket.join(room.name())) {
        room.except(socket.id()).emit("entered", name, Person.of(socket));
        withMembers(
            name,
            members -> {
              socket.emit("joined", name, members.stream().map(Person::of).toList());
              io.emit("room", new Status(name, members.size()));
            });
      }
      return answer;
    }
  }

  private Answer mayJoin(Socket socket, String name) {
    if (joined(socket).size() >= MOST_ROOMS_PER_PERSON) {
      return Answer.TOO_MANY_ROOMS;
    }
    if (room(name).size() >= MOST_MEMBERS) {
      return Answer.ROOM_FULL;
    }
    List<String> open = openRooms().toList();
    return open.contains(name) || open.size() < MOST_ROOMS ? Answer.DONE : Answer.NO_MORE_ROOMS;
  }

  private Answer leave(Socket socket, String name) {
    synchronized (order) {
      if (!joined(socket).contains(name)) {
        return Answer.NOT_A_MEMBER;
      }
      Room room = room(name);
      socket.leave(room.name());
      room.emit("left", name, Person.of(socket));
      withMembers(name, members -> io.emit("room", new Status(name, members.size())));
      return Answer.DONE;
    }
  }

  private Answer say(Socket socket, EventArgs args) {
    Room room = room(args.get(0, String.class));
    String text = args.get(1, String.class);
    if (!room.contains(socket)) {
      return Answer.NOT_A_MEMBER;
    }
    Answer answer = Postmark.check(text);
    if (answer == Answer.DONE) {
      room.emit("message", args.get(0, String.class), text, Postmark.of(socket, args, 2));
    }
    return answer;
  }

  private Answer rename(Socket socket, String name) {
    synchronized (order) {
      Answer answer = Person.rename(socket, name);
      if (answer == Answer.DONE) {
        joined(socket).forEach(room -> room(room).emit("renamed", room, Person.of(socket)));
      }
      return answer;
    }
  }

  private Room room(String name) {
    return io.room(PREFIX + name);
  }

  /** Those on all servers: at once where there is one server, and soon where there are more. */
  private void withMembers(String name, Consumer<List<RemoteSocket>> action) {
    var unused = room(name).fetchSockets().thenAccept(members -> action.accept(members.values()));
  }

  private static List<Status> statuses(List<RemoteSocket> people) {
    Map<String, Integer> sizes = new LinkedHashMap<>();
    ALWAYS_OPEN.forEach(name -> sizes.put(name, 0));
    people.stream()
        .flatMap(person -> names(person.rooms().stream()))
        .forEach(name -> sizes.merge(name, 1, Integer::sum));
    return sizes.entrySet().stream().map(it -> new Status(it.getKey(), it.getValue())).toList();
  }

  private Stream<String> openRooms() {
    return Stream.concat(ALWAYS_OPEN.stream(), names(io.rooms().stream())).distinct();
  }

  private static List<String> joined(Socket socket) {
    return names(socket.rooms().stream()).toList();
  }

  private static Stream<String> names(Stream<String> rooms) {
    return rooms
        .filter(room -> room.startsWith(PREFIX))
        .map(room -> room.substring(PREFIX.length()));
  }

  private static Stream<String> roomsBefore(Socket socket) {
    return socket.handshake().auth().get("rooms") instanceof List<?> rooms
        ? rooms.stream()
            .limit(MOST_ROOMS_PER_PERSON)
            .filter(String.class::isInstance)
            .map(String.class::cast)
        : Stream.of();
  }

  /** A room in the list of rooms. */
  private record Status(String name, int size) {}
}
