package io.roomcast.testkit;

import com.google.gson.Gson;
import io.roomcast.spi.codec.Message;
import io.roomcast.spi.transport.Headers;
import io.roomcast.testkit.peer.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One connection, shared by the namespaces that were joined over it. */
final class ClientConnection implements EngineClient.Listener {
  private final EngineClient engine;
  private final ClientJson json;
  private final Map<String, Member> members = new ConcurrentHashMap<>();
  private volatile @Nullable String closed; // why

  // of those who receive, one after the other
  private @Nullable String header; // of a packet whose attachments are to come
  private List<byte[]> attachments = new ArrayList<>();

  /** A namespace of this connection. */
  interface Member {
    void onPacket(ClientPacket packet);

    void onClosed(String why);
  }

  ClientConnection(Peer peer, String path, String query, Headers headers, Gson gson) {
    this.engine = new EngineClient(peer, path, query, headers, this);
    this.json = new ClientJson(gson);
  }

  CompletableFuture<Void> open(ClientTransport transport) {
    return engine.open(transport);
  }

  /** Completes when the transport is the one that it stays on. */
  CompletableFuture<Void> settled() {
    return engine.settled();
  }

  CompletableFuture<Void> upgrade() {
    return engine.upgrade();
  }

  ClientJson json() {
    return json;
  }

  void join(String namespace, Member member, @Nullable Object auth) {
    if (members.putIfAbsent(namespace, member) != null) {
      throw new IllegalStateException("this connection is in " + namespace + " already");
    }
    String over = closed;
    if (over != null) { // whether or not the member was seen by who closed it
      members.remove(namespace);
      member.onClosed(over);
      return;
    }
    send(ClientPacket.CONNECT, namespace, -1, auth == null ? "" : json.encode(auth), List.of());
  }

  /** Forgets a namespace; a connection without any closes. */
  void leave(String namespace) {
    members.remove(namespace);
    if (members.isEmpty()) {
      engine.close();
    }
  }

  void send(char type, String namespace, long id, String body, List<byte[]> bytes) {
    engine.send(new ClientPacket(type, namespace, id, body, bytes).encode());
  }

  void abort() {
    engine.abort();
  }

  /** As official clients do, it takes what comes in the wrong order for the end. */
  @Override
  public void onMessage(Message message) {
    String begun = header;
    if (message instanceof Message.Text text) {
      if (begun != null) {
        engine.fail("parse error: a text came instead of an attachment of " + begun);
        return;
      }
      begun = text.text();
      attachments = new ArrayList<>();
    } else if (message instanceof Message.Binary binary) {
      if (begun == null) {
        engine.fail("parse error: an attachment came without a packet");
        return;
      }
      attachments.add(WebSocketLink.bytes(binary.bytes()));
    } else {
      return;
    }
    boolean complete = attachments.size() == ClientPacket.announced(begun);
    header = complete ? null : begun;
    if (complete) {
      ClientPacket packet = ClientPacket.decode(begun, List.copyOf(attachments));
      Member member = members.get(packet.namespace());
      if (member != null) {
        member.onPacket(packet);
      }
    }
  }

  @Override
  public void onClosed(String why) {
    closed = why;
    Consumer<Member> tell = member -> member.onClosed(why);
    List.copyOf(members.values()).forEach(tell);
    members.clear();
  }
}
