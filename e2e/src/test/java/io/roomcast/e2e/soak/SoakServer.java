package io.roomcast.e2e.soak;

import static java.util.Objects.requireNonNull;

import io.roomcast.Ack;
import io.roomcast.ConnectionStateRecovery;
import io.roomcast.DisconnectReason;
import io.roomcast.EmitResult;
import io.roomcast.ErrorHandler.Failure;
import io.roomcast.EventArgs;
import io.roomcast.Server;
import io.roomcast.Socket;
import io.roomcast.SocketClosedException;
import io.roomcast.e2e.TwoPorts;
import io.roomcast.e2e.soak.Figures.Count;
import io.roomcast.examples.ServerTransport;
import io.roomcast.testkit.peer.SocketPeer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The server, and what it does for its clients. */
final class SoakServer implements AutoCloseable {
  static final Duration PING_INTERVAL = Duration.ofSeconds(1);
  static final Duration PING_TIMEOUT = Duration.ofSeconds(5);
  static final Duration POLLING_CLOSE_TIMEOUT = Duration.ofSeconds(10);
  static final Duration MAX_DISCONNECTION = Duration.ofSeconds(5);

  /** How much may wait for one client. */
  static final int MAX_QUEUED_BYTES = 512 * 1024;

  static final int ROOMS = 12;
  private static final int MOST_FLOOD = 50_000;

  private final Server io;
  private final TwoPorts ports;
  private final Problems problems;
  private final Figures figures;
  private final List<CountedRoom> rooms;
  private final Map<String, Account> accounts = new ConcurrentHashMap<>();
  private final SocketPeer plain;
  private final SocketPeer tls;
  private final String filler = "x".repeat(10_000);

  /** Handles an event of a client. */
  @FunctionalInterface
  private interface Deed {
    void run(EventArgs args, Ack ack) throws Exception;
  }

  /** Starts it. */
  SoakServer(ServerTransport transport, Problems problems, Figures figures) {
    this.problems = problems;
    this.figures = figures;
    ports = new TwoPorts(transport);
    io =
        Server.builder()
            .transport(ports)
            .cleanupEmptyChildNamespaces(true)
            .ackTimeout(Duration.ofSeconds(20))
            .connectionStateRecovery(
                ConnectionStateRecovery.within(MAX_DISCONNECTION)
                    .withMaxEventBytes(MAX_QUEUED_BYTES / 2))
            .errorHandler(this::failed)
            .engine(
                engine ->
                    engine
                        .pingInterval(PING_INTERVAL)
                        .pingTimeout(PING_TIMEOUT)
                        .pollingCloseTimeout(POLLING_CLOSE_TIMEOUT)
                        .maxQueuedBytes(MAX_QUEUED_BYTES))
            .build();
    rooms = IntStream.range(0, ROOMS).mapToObj(n -> new CountedRoom(io, "room" + n)).toList();
    io.onConnection(this::serve);
    io.of(Pattern.compile("/side-\\d+"))
        .onConnection(socket -> socket.on("ask", (args, ack) -> ack.send(args.get(0))));
    io.start().join();
    plain = ports.plainPeer();
    tls = ports.tlsPeer();
  }

  Server io() {
    return io;
  }

  /** What clients connect through. */
  SocketPeer peer(boolean secure) {
    return secure ? tls : plain;
  }

  /** Why a client was disconnected that had come back so many times, if it was. */
  Optional<DisconnectReason> ended(String client, int epoch) {
    return Optional.ofNullable(accounts.get(client)).flatMap(account -> account.ended(epoch));
  }

  /** The client does not come back. */
  void forget(String client) {
    accounts.remove(client);
  }

  private void failed(Failure failure) {
    Throwable cause = failure.cause();
    if (!goneMeanwhile(cause)) {
      problems.report("a listener failed: " + failure);
    }
  }

  private static boolean goneMeanwhile(Throwable failure) {
    Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
    return cause instanceof SocketClosedException;
  }

  private void serve(Socket socket) {
    String name = (String) requireNonNull(socket.handshake().auth().get("name"));
    int epoch = ((Number) requireNonNull(socket.handshake().auth().get("epoch"))).intValue();
    Account account = accounts.computeIfAbsent(name, client -> new Account(io, problems, client));
    account.begin(socket, epoch);
    socket.onDisconnect(reason -> account.end(epoch, reason));

    on(socket, account, "note", (args, ack) -> {});
    on(socket, account, "ask", (args, ack) -> ack.send(args.get(1)));
    on(socket, account, "quiz", (args, ack) -> quiz(socket, args.get(1, Long.class)));
    on(socket, account, "tell", (args, ack) -> somebody(args, account).tell(slot(name)));
    on(socket, account, "say", (args, ack) -> room(args).say());
    on(socket, account, "tick", (args, ack) -> room(args).tick());
    on(socket, account, "join", (args, ack) -> room(args).join(socket));
    on(socket, account, "leave", (args, ack) -> room(args).leave(socket));
    on(socket, account, "reckon", (args, ack) -> account.reckon());
    on(socket, account, "flood", (args, ack) -> flood(socket));
    on(socket, account, "kick", (args, ack) -> socket.disconnect(true));
    on(socket, account, "drop", (args, ack) -> socket.session().discard());
    socket.on(
        "parcel",
        Stamp.class,
        Parcel.class,
        (stamp, parcel) -> {
          account.receive(stamp);
          if (!parcel.is(name, stamp.number())) {
            problems.report(name + " has sent a damaged parcel: " + parcel);
          }
          account.tell("server");
        });
  }

  private static void on(Socket socket, Account account, String event, Deed deed) {
    socket.on(
        event,
        (args, ack) -> {
          account.receive(args.get(0, Stamp.class));
          deed.run(args, ack);
        });
  }

  /** Of all its lives. */
  static String slot(String client) {
    return client.substring(0, client.indexOf('.'));
  }

  private Account somebody(EventArgs args, Account otherwise) {
    List<Account> all = List.copyOf(accounts.values());
    return all.isEmpty() ? otherwise : all.get(args.get(1, Integer.class) % all.size());
  }

  private CountedRoom room(EventArgs args) {
    return rooms.get(args.get(1, Integer.class));
  }

  /** Asks the client, and waits in every second case. */
  private void quiz(Socket socket, long number) {
    var answered =
        socket
            .emitWithAck("question", number)
            .whenComplete(
                (answer, failure) -> {
                  if (failure == null && answer.get(0, Long.class) == number) {
                    figures.count(Count.ANSWERED);
                  } else if (failure != null && goneMeanwhile(failure)) {
                    figures.count(Count.CUT);
                  } else {
                    problems.report(
                        "asked for %d, it got %s, %s".formatted(number, answer, failure));
                  }
                });
    if (number % 2 == 0) {
      answered.join();
    }
  }

  private void flood(Socket socket) {
    int sent = 0;
    while (sent < MOST_FLOOD && socket.emit("flood", filler) == EmitResult.QUEUED) {
      sent++;
    }
    if (sent == MOST_FLOOD) {
      problems.report("a client that does not read was not found to be slow");
    }
  }

  @Override
  public void close() {
    plain.close();
    tls.close();
    io.close();
  }
}
