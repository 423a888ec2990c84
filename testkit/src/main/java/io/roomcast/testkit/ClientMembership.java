package io.roomcast.testkit;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.roomcast.EventArgs;
import io.roomcast.testkit.peer.PeerDisconnectedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client's place in a namespace, from joining to leaving, and the packets that go there and come
 * from there. What comes is taken on the transport's thread. Thread-safe.
 */
final class ClientMembership implements ClientConnection.Member {
  private final ClientConnection connection;
  private final String namespace;
  private final Consumer<ReceivedEvent> listener;
  private final PendingAnswers answers;
  private final Consumer<String> onLeft;
  private final CompletableFuture<String> joined = new CompletableFuture<>();
  private final CompletableFuture<String> left = new CompletableFuture<>();
  private volatile @Nullable String privateId; // where the client may come back
  private volatile @Nullable String offset; // of the last event, likewise

  /**
   * Not joined yet.
   *
   * @param listener is given each event
   * @param answers are given each answer
   * @param onLeft is told why, each time that something ends it
   * @param lastOffset what the client heard last before it lost another connection
   */
  ClientMembership(
      ClientConnection connection,
      String namespace,
      Consumer<ReceivedEvent> listener,
      PendingAnswers answers,
      Consumer<String> onLeft,
      @Nullable String lastOffset) {
    this.connection = connection;
    this.namespace = namespace;
    this.listener = listener;
    this.answers = answers;
    this.onLeft = onLeft;
    this.offset = lastOffset;
  }

  void join(@Nullable Object auth) {
    connection.join(namespace, this, auth);
  }

  /** Completes with the id that the server gave, or with its refusal. */
  CompletableFuture<String> joined() {
    return joined;
  }

  /** Completes with the reason when it is over. */
  CompletableFuture<String> left() {
    return left;
  }

  boolean connected() {
    return joined.isDone() && !left.isDone();
  }

  /** What the client shows to go on where it was; nothing where the server does not let it. */
  JsonObject ticket() {
    JsonObject ticket = new JsonObject();
    String id = privateId;
    if (id != null) {
      ticket.addProperty("pid", id);
      ticket.addProperty("offset", offset);
    }
    return ticket;
  }

  @Nullable String offset() {
    return offset;
  }

  /** Sends an event; {@code id} is that of the answer that is asked for, or -1. */
  void emit(String event, long id, @Nullable Object[] values) {
    List<@Nullable Object> all = new ArrayList<>();
    all.add(event);
    all.addAll(Arrays.asList(values));
    send(ClientPacket.EVENT, id, all);
  }

  private void answer(long id, @Nullable Object[] values) {
    send(ClientPacket.ACK, id, Arrays.asList(values));
  }

  private void send(char type, long id, List<@Nullable Object> values) {
    List<byte[]> attachments = new ArrayList<>();
    String body = connection.json().encode(values, attachments);
    connection.send(type, namespace, id, body, attachments);
  }

  /** Leaves, as the client's own wish. */
  void leave() {
    connection.send(ClientPacket.DISCONNECT, namespace, -1, "", List.of());
    end("io client disconnect");
    connection.leave(namespace);
  }

  private void end(String why) {
    left.complete(why);
    onLeft.accept(why);
    joined.completeExceptionally(new ConnectErrorException(why, null));
    answers.fail(new PeerDisconnectedException("disconnected before the answer: " + why));
  }

  @Override
  public void onPacket(ClientPacket packet) {
    switch (packet.type()) {
      case ClientPacket.CONNECT -> accepted(object(packet));
      case ClientPacket.CONNECT_ERROR -> refused(object(packet));
      case ClientPacket.EVENT -> received(packet);
      case ClientPacket.ACK -> answers.complete(packet.id(), EventArgs.of(arguments(packet), 0));
      case ClientPacket.DISCONNECT -> {
        end("io server disconnect");
        connection.leave(namespace);
      }
      default -> throw new IllegalStateException("unknown packet " + packet);
    }
  }

  @Override
  public void onClosed(String why) {
    end(why);
  }

  private void accepted(JsonObject reply) {
    if (reply.has("pid")) {
      privateId = reply.get("pid").getAsString();
    }
    joined.complete(reply.get("sid").getAsString());
  }

  private void refused(JsonObject error) {
    Object data = error.has("data") ? ClientJson.neutral(error.get("data"), List.of()) : null;
    joined.completeExceptionally(
        new ConnectErrorException(error.get("message").getAsString(), data));
    connection.leave(namespace);
  }

  private void received(ClientPacket packet) {
    ClientArguments values = arguments(packet);
    JsonElement last = values.values().get(values.values().size() - 1);
    if (values.values().size() > 1
        && last.isJsonPrimitive()
        && last.getAsJsonPrimitive().isString()) {
      offset = last.getAsString(); // as official clients do; it is of no use without recovery
    }
    listener.accept(
        new ReceivedEvent(
            values.values().get(0).getAsString(),
            EventArgs.of(values, 1),
            packet.id() < 0 ? null : answer -> answer(packet.id(), answer)));
  }

  private ClientArguments arguments(ClientPacket packet) {
    JsonArray values = JsonParser.parseString(packet.json()).getAsJsonArray();
    return new ClientArguments(connection.json(), values, packet.attachments());
  }

  private static JsonObject object(ClientPacket packet) {
    return JsonParser.parseString(packet.json()).getAsJsonObject();
  }

  @Override
  public String toString() {
    boolean known = joined.isDone() && !joined.isCompletedExceptionally();
    return "client " + (known ? joined.join() : "?") + " in " + namespace;
  }
}
