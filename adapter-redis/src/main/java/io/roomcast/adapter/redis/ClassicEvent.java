package io.roomcast.adapter.redis;

import io.roomcast.spi.adapter.EmitFlags;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.DecodeException;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way to the clients of other servers: MessagePack of {@code [uid, packet,
 * options]}.
 *
 * @param namespace begins with {@code /}
 * @param values the event's name and its arguments, in neutral form
 * @param to who gets it
 * @param flags how it is delivered
 */
record ClassicEvent(
    String namespace, List<? extends @Nullable Object> values, Selection to, EmitFlags flags) {
  private static final int BINARY_EVENT = 5; // as old servers wrote it
  private static final int MEMBERS = 3;

  /** As servers publish it. */
  byte[] write(String uid) {
    Map<String, Object> options = options();
    options.put("flags", flagsForm());
    return write(uid, options);
  }

  /** As emitters publish it: with the options in another order. */
  byte[] writeAsEmitter(String uid) {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("rooms", sorted(to.rooms()));
    options.put("flags", flagsForm());
    options.put("except", sorted(to.except()));
    return write(uid, options);
  }

  private byte[] write(String uid, Map<String, Object> options) {
    return Payload.messagePack(List.of(uid, packet(), options));
  }

  Map<String, Object> packet() {
    Map<String, Object> packet = new LinkedHashMap<>();
    packet.put("type", (long) PacketType.EVENT.code());
    packet.put("data", values);
    packet.put("nsp", namespace);
    return packet;
  }

  /** Without the flags. */
  Map<String, Object> options() {
    return options(to);
  }

  /** A set has no order, but what is on the wire is easier to read with one. */
  static Map<String, Object> options(Selection who) {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("rooms", sorted(who.rooms()));
    options.put("except", sorted(who.except()));
    return options;
  }

  private static List<String> sorted(Set<String> rooms) {
    return rooms.stream().sorted().toList();
  }

  Map<String, Object> flagsForm() {
    Map<String, Object> form = new LinkedHashMap<>();
    if (flags.isVolatile()) {
      form.put("volatile", true);
    }
    if (!flags.compress()) {
      form.put("compress", false);
    }
    return form;
  }

  /**
   * Reads what another server has published.
   *
   * @return empty if it is this server's own
   * @throws DecodeException if it is malformed
   */
  static Optional<ClassicEvent> read(byte[] message, String ownUid) {
    if (Payload.beginsWith(message, ownUid)) {
      return Optional.empty();
    }
    List<?> members = Payload.readArray(message);
    if (members.size() < MEMBERS) {
      throw new DecodeException("a broadcast has three members");
    }
    return Optional.of(read(Fields.of(members.get(1)), Fields.of(members.get(2))));
  }

  static ClassicEvent read(Fields packet, Fields options) {
    if (packet.type() != PacketType.EVENT.code() && packet.type() != BINARY_EVENT) {
      throw new DecodeException("only events are broadcast");
    }
    String namespace = packet.has("nsp") ? packet.text("nsp") : "/";
    if (!namespace.startsWith("/")) {
      throw new DecodeException("a namespace begins with /");
    }
    return new ClassicEvent(
        namespace,
        packet.event("data"),
        options.selection(),
        options.has("flags") ? options.object("flags").emitFlags() : EmitFlags.DEFAULT);
  }

  /** For the local half. */
  Packet toPacket() {
    return Packet.of(PacketType.EVENT, namespace, Arguments.of(values.toArray()));
  }
}
