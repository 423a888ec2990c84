package io.roomcast.testkit;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.roomcast.spi.codec.Message;
import io.roomcast.spi.transport.Headers;
import io.roomcast.testkit.peer.Peer;
import io.roomcast.testkit.peer.PeerConnection;
import io.roomcast.testkit.peer.PeerRequest;
import io.roomcast.testkit.peer.PeerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One Engine.IO session, seen from the client: handshake, heartbeat, upgrade, close. What comes is
 * handed over on the transport's thread, serially.
 */
final class EngineClient {
  private final Peer peer;
  private final String path;
  private final String query;
  private final Headers headers;
  private final Listener listener;
  private final CompletableFuture<Void> opened = new CompletableFuture<>();
  private final CompletableFuture<Void> settled = new CompletableFuture<>();

  private final Object lock = new Object();
  private State state = State.OPENING;
  private @Nullable EngineLink link;
  private String sid = ""; // of a session that was opened by polling
  private @Nullable Probe probe; // under way
  private final List<Message> held = new ArrayList<>();
  private boolean leaving; // behind what is held

  private enum State {
    OPENING,
    OPEN,
    /** A WebSocket is being probed. */
    PROBING,
    /** What is sent waits for the WebSocket. */
    UPGRADING,
    CLOSED
  }

  /** Is told what the server sends. */
  interface Listener {
    void onMessage(Message message);

    void onClosed(String why);
  }

  /** {@code query} begins with {@code &} or is empty. */
  EngineClient(Peer peer, String path, String query, Headers headers, Listener listener) {
    this.peer = peer;
    this.path = path;
    this.query = query;
    this.headers = headers;
    this.listener = listener;
  }

  /** Opens the session; completes when it may be used, though an upgrade is still to come. */
  CompletableFuture<Void> open(ClientTransport transport) {
    if (transport == ClientTransport.WEBSOCKET) {
      WebSocketLink webSocket = webSocket("", new Receiver());
      use(webSocket);
      webSocket.start();
    } else {
      PeerConnection connection = peer.connect();
      var unused =
          connection
              .send(request(target("polling", "")))
              .whenComplete(
                  (response, failure) -> handshaken(connection, transport, response, failure))
              .whenComplete(
                  (response, failure) -> {
                    if (failure != null) { // the server has stopped meanwhile
                      closed("transport close");
                    }
                  });
    }
    return opened;
  }

  /** Completes when the transport is the one that it stays on. */
  CompletableFuture<Void> settled() {
    return settled;
  }

  /** Moves from polling to a WebSocket. */
  CompletableFuture<Void> upgrade() {
    Probe next;
    synchronized (lock) {
      if (state != State.OPEN || !(link instanceof PollingLink polling)) {
        throw new IllegalStateException("there is no polling to move from, but " + state);
      }
      state = State.PROBING;
      next = new Probe(polling);
      probe = next;
    }
    next.start(webSocket("&sid=" + sid, next));
    return next.moved.copy();
  }

  void send(List<Message> packets) {
    EngineLink current;
    synchronized (lock) {
      if (state == State.UPGRADING) {
        held.addAll(packets);
        return;
      }
      current = link;
      if (current == null || state == State.CLOSED) {
        return;
      }
      // inside the lock, so that a pause cannot come in between; the link only queues
      current.send(packets);
    }
  }

  /** Says goodbye: what was sent before still arrives. */
  void close() {
    EngineLink current;
    synchronized (lock) {
      if (state == State.UPGRADING) {
        leaving = true;
        return;
      }
      current = link;
    }
    if (current instanceof WebSocketLink webSocket) {
      webSocket.close();
    } else if (current instanceof PollingLink polling) {
      polling.leave();
    }
  }

  /** Goes without a word. */
  void abort() {
    lost("transport close");
  }

  /** As above, since the server is wrong. */
  void fail(String why) {
    lost(why);
  }

  /** One of the connections is lost, and with it the session. */
  private void lost(String why) {
    end(why, EngineLink::abort);
  }

  private void handshaken(
      PeerConnection connection,
      ClientTransport transport,
      @Nullable PeerResponse response,
      @Nullable Throwable failure) {
    if (response == null || response.status() != 200) {
      connection.close();
      closed("the handshake was answered " + (response == null ? failure : describe(response)));
      return;
    }
    List<Message> packets = PollingLink.decode(response.bodyText());
    JsonObject handshake = handshake(((Message.Text) packets.get(0)).text());
    sid = handshake.get("sid").getAsString();
    PollingLink polling =
        new PollingLink(
            connection,
            peer,
            target("polling", "&sid=" + sid),
            headers,
            handshake.get("maxPayload").getAsInt(),
            new Receiver());
    use(polling);
    Receiver receiver = new Receiver();
    packets.subList(1, packets.size()).forEach(receiver::onPacket);
    polling.start();
    opened.complete(null);
    if (transport == ClientTransport.UPGRADE) {
      var unused = upgrade().thenRun(() -> settled.complete(null));
    } else {
      settled.complete(null);
    }
  }

  private void use(EngineLink next) {
    synchronized (lock) {
      link = next;
      state = state == State.CLOSED ? State.CLOSED : State.OPEN;
    }
  }

  private WebSocketLink webSocket(String sid, EngineLink.Receiver receiver) {
    return new WebSocketLink(peer.connect().upgrade(request(target("websocket", sid))), receiver);
  }

  private String target(String transport, String sid) {
    return path + "?EIO=4&transport=" + transport + sid + query;
  }

  private PeerRequest request(String target) {
    return PeerRequest.get(target).headers(headers);
  }

  private void closed(String why) {
    end(
        why,
        last -> {
          if (last instanceof PollingLink polling) {
            polling.retire();
          }
        });
  }

  private void end(String why, Consumer<EngineLink> farewell) {
    EngineLink last;
    Probe underWay;
    synchronized (lock) {
      if (state == State.CLOSED) {
        return;
      }
      state = State.CLOSED;
      last = link;
      underWay = probe;
      probe = null;
    }
    if (last != null) {
      farewell.accept(last);
    }
    if (underWay != null) {
      underWay.fail(why);
    }
    opened.completeExceptionally(new ConnectErrorException(why, null));
    settled.completeExceptionally(new ConnectErrorException(why, null));
    listener.onClosed(why);
  }

  private static JsonObject handshake(String packet) {
    return JsonParser.parseString(packet.substring(1)).getAsJsonObject();
  }

  private static String describe(PeerResponse response) {
    return response.status() + " " + response.bodyText();
  }

  /** Takes the packets of an open session. */
  private class Receiver implements EngineLink.Receiver {
    @Override
    public void onPacket(Message packet) {
      if (!(packet instanceof Message.Text text)) {
        listener.onMessage(packet);
        return;
      }
      String data = text.text().substring(1);
      switch (text.text().charAt(0)) {
        case '0' -> {
          opened.complete(null);
          settled.complete(null);
        }
        case '1' -> closed("the server closed the session");
        case '2' -> send(List.of(new Message.Text("3" + data)));
        case '4' -> listener.onMessage(new Message.Text(data));
        default -> {
          // a noop: the poll is only to be repeated
        }
      }
    }

    @Override
    public void onLost(String why) {
      lost(why);
    }
  }

  /** Takes the packets of a WebSocket that is to replace the polling. */
  private final class Probe extends Receiver {
    private final PollingLink polling;
    private final CompletableFuture<Void> moved = new CompletableFuture<>();
    private @Nullable WebSocketLink webSocket; // guarded by the lock
    private boolean upgraded;

    Probe(PollingLink polling) {
      this.polling = polling;
    }

    void start(WebSocketLink candidate) {
      synchronized (lock) {
        webSocket = candidate;
      }
      candidate.start();
      candidate.send(List.of(new Message.Text("2probe")));
      if (moved.isCompletedExceptionally()) {
        candidate.abort(); // the session went before there was this to take along
      }
    }

    void fail(String why) {
      WebSocketLink candidate;
      synchronized (lock) {
        candidate = webSocket;
      }
      moved.completeExceptionally(new ConnectErrorException(why, null));
      if (candidate != null) {
        candidate.abort();
      }
    }

    @Override
    public void onPacket(Message packet) {
      if (!upgraded && packet.equals(new Message.Text("3probe"))) {
        upgraded = true;
        synchronized (lock) {
          state = state == State.CLOSED ? State.CLOSED : State.UPGRADING;
        }
        var unused = polling.pause().thenRun(this::upgrade);
      } else {
        super.onPacket(packet);
      }
    }

    private void upgrade() {
      synchronized (lock) {
        WebSocketLink next = webSocket;
        if (next == null || state == State.CLOSED) {
          return;
        }
        next.send(List.of(new Message.Text("5")));
        next.send(polling.unsent());
        next.send(held);
        held.clear();
        if (leaving) {
          next.close();
        }
        link = next;
        probe = null;
        state = State.OPEN;
      }
      polling.retire();
      moved.complete(null);
    }
  }
}
