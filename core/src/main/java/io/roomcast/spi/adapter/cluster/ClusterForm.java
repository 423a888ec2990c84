package io.roomcast.spi.adapter.cluster;

import io.roomcast.spi.adapter.EmitFlags;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.adapter.cluster.ClusterMessage.Broadcast;
import io.roomcast.spi.adapter.cluster.ClusterMessage.BroadcastAck;
import io.roomcast.spi.adapter.cluster.ClusterMessage.BroadcastClientCount;
import io.roomcast.spi.adapter.cluster.ClusterMessage.BroadcastWithAck;
import io.roomcast.spi.adapter.cluster.ClusterMessage.DisconnectSockets;
import io.roomcast.spi.adapter.cluster.ClusterMessage.FetchSockets;
import io.roomcast.spi.adapter.cluster.ClusterMessage.FetchSocketsResponse;
import io.roomcast.spi.adapter.cluster.ClusterMessage.Presence;
import io.roomcast.spi.adapter.cluster.ClusterMessage.Response;
import io.roomcast.spi.adapter.cluster.ClusterMessage.ServerSideEmit;
import io.roomcast.spi.adapter.cluster.ClusterMessage.ServerSideEmitResponse;
import io.roomcast.spi.adapter.cluster.ClusterMessage.SocketsJoin;
import io.roomcast.spi.adapter.cluster.ClusterMessage.SocketsLeave;
import io.roomcast.spi.codec.DecodeException;
import io.roomcast.spi.codec.PacketType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The form in which the cluster adapters of Socket.IO put messages: objects {@code {type, data,
 * uid, nsp}} of plain values, for JSON, MessagePack or any format that knows maps, lists and binary
 * data. What a format makes of them is read back from the neutral form of {@link
 * io.roomcast.spi.codec.Arguments#get(int)}. Of an answer only the first value has a place.
 *
 * <p>Reading takes nothing for granted: whatever the values are, nothing but a {@link
 * DecodeException} comes of them, whose message names no value.
 *
 * <pre>{@code
 * ClusterEnvelope copy(ClusterEnvelope envelope) {
 *   return ClusterForm.read(ClusterForm.write(envelope));
 * }
 * }</pre>
 */
public final class ClusterForm {
  private static final Duration MAX_TIMEOUT = Duration.ofDays(1); // another server's questions
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

  private ClusterForm() {}

  /**
   * The form of a message.
   *
   * @param envelope a message, and whose it is
   * @return a new map, whose members have an order
   */
  public static Map<String, @Nullable Object> write(ClusterEnvelope envelope) {
    Map<String, @Nullable Object> form = new LinkedHashMap<>();
    form.put("type", (long) envelope.message().type());
    Map<String, @Nullable Object> data = data(envelope.message());
    if (!data.isEmpty()) {
      form.put("data", data);
    }
    form.put("uid", envelope.sender());
    form.put("nsp", envelope.namespace());
    return form;
  }

  /**
   * Reads a message.
   *
   * @param form its form
   * @return the message, and whose it is
   * @throws DecodeException if it is none, or of an unknown type
   */
  public static ClusterEnvelope read(@Nullable Object form) {
    Fields fields = Fields.of(form, "the message");
    return new ClusterEnvelope(
        fields.requiredText("uid"),
        fields.requiredText("nsp"),
        read(fields.number("type").orElse(0L), fields.value("data")));
  }

  /**
   * The form of what a message says, for a wire that has places of its own for the rest.
   *
   * @param message the message
   * @return a new map; empty for a {@link Presence}, which says nothing more
   */
  public static Map<String, @Nullable Object> data(ClusterMessage message) {
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    if (message instanceof Response response) {
      data.put("requestId", response.requestId());
      writeAnswer(response, data);
    } else if (message instanceof Broadcast event) {
      data.put("packet", packet(event.values()));
      data.put("opts", options(event.to(), event.flags(), Optional.empty()));
    } else if (message instanceof BroadcastWithAck event) {
      data.put("packet", packet(event.values()));
      data.put("requestId", event.requestId());
      data.put("opts", options(event.to(), event.flags(), Optional.of(event.timeout())));
    } else if (message instanceof SocketsJoin join) {
      data.put("opts", options(join.who()));
      data.put("rooms", List.copyOf(join.rooms()));
    } else if (message instanceof SocketsLeave leave) {
      data.put("opts", options(leave.who()));
      data.put("rooms", List.copyOf(leave.rooms()));
    } else if (message instanceof DisconnectSockets disconnect) {
      data.put("opts", options(disconnect.who()));
      data.put("close", disconnect.close());
    } else if (message instanceof FetchSockets fetch) {
      data.put("opts", options(fetch.of()));
      data.put("requestId", fetch.requestId());
    } else if (message instanceof ServerSideEmit event) {
      event.requestId().ifPresent(id -> data.put("requestId", id));
      data.put("packet", event.values());
    }
    return data;
  }

  private static void writeAnswer(Response response, Map<String, @Nullable Object> data) {
    if (response instanceof BroadcastClientCount count) {
      data.put("clientCount", (long) count.clients());
    } else if (response instanceof FetchSocketsResponse fetched) {
      data.put("sockets", fetched.sockets().stream().map(SocketForm::write).toList());
    } else {
      List<? extends @Nullable Object> values =
          response instanceof BroadcastAck ack
              ? ack.values()
              : ((ServerSideEmitResponse) response).values();
      if (!values.isEmpty()) {
        data.put("packet", values.get(0));
      }
    }
  }

  private static Map<String, @Nullable Object> packet(List<? extends @Nullable Object> values) {
    Map<String, @Nullable Object> packet = new LinkedHashMap<>();
    packet.put("type", (long) PacketType.EVENT.code());
    packet.put("data", values);
    return packet;
  }

  private static Map<String, @Nullable Object> options(Selection selection) {
    return options(selection, EmitFlags.DEFAULT, Optional.empty());
  }

  /**
   * The form of what an operation is about: {@code {rooms, except, flags}}.
   *
   * @param selection which sockets
   * @param flags how an event is delivered
   * @param timeout how long answers are waited for
   * @return a new map
   */
  public static Map<String, @Nullable Object> options(
      Selection selection, EmitFlags flags, Optional<Duration> timeout) {
    Map<String, @Nullable Object> written = new LinkedHashMap<>();
    if (flags.isVolatile()) {
      written.put("volatile", true);
    }
    if (!flags.compress()) {
      written.put("compress", false);
    }
    timeout.ifPresent(time -> written.put("timeout", Math.max(1, time.toMillis())));
    Map<String, @Nullable Object> options = new LinkedHashMap<>();
    options.put("rooms", List.copyOf(selection.rooms()));
    options.put("except", List.copyOf(selection.except()));
    options.put("flags", written);
    return options;
  }

  /**
   * Reads what a message says.
   *
   * @param type its number
   * @param data the form of the rest; null where there is none
   * @return the message
   * @throws DecodeException if it is none, or of an unknown type
   */
  public static ClusterMessage read(long type, @Nullable Object data) {
    for (Presence presence : Presence.values()) {
      if (presence.type() == type) {
        return presence;
      }
    }
    if (type < 1 || type > 13) { // before its data is found wanting
      throw new DecodeException("a cluster message of an unknown type");
    }
    Fields fields = Fields.of(data, "data");
    return switch ((int) type) {
      case 3 -> event(fields);
      case 4 -> new SocketsJoin(selection(fields), fields.rooms("rooms"));
      case 5 -> new SocketsLeave(selection(fields), fields.rooms("rooms"));
      case 6 -> new DisconnectSockets(selection(fields), fields.flag("close"));
      case 7 -> new FetchSockets(selection(fields), fields.requestId());
      case 8 ->
          new FetchSocketsResponse(
              fields.requestId(), fields.list("sockets").stream().map(SocketForm::read).toList());
      case 9 -> new ServerSideEmit(question(fields), named(fields.list("packet")));
      case 10 -> new ServerSideEmitResponse(fields.requestId(), answer(fields));
      case 11 -> new BroadcastClientCount(fields.requestId(), clients(fields));
      default -> new BroadcastAck(fields.requestId(), answer(fields));
    };
  }

  private static ClusterMessage event(Fields data) {
    Fields packet = data.object("packet");
    if (packet.number("type").orElse(-1L) != PacketType.EVENT.code()) {
      throw new DecodeException("the packet is no event");
    }
    List<@Nullable Object> values = named(packet.list("data"));
    Optional<String> requestId = question(data);
    Selection to = selection(data);
    EmitFlags flags = flags(data);
    return requestId.isEmpty()
        ? new Broadcast(values, to, flags)
        : new BroadcastWithAck(requestId.get(), timeout(data), values, to, flags);
  }

  private static Optional<String> question(Fields data) {
    return data.value("requestId") == null ? Optional.empty() : Optional.of(data.requestId());
  }

  private static List<@Nullable Object> named(List<@Nullable Object> event) {
    if (event.isEmpty() || !(event.get(0) instanceof String || event.get(0) instanceof Number)) {
      throw new DecodeException("an event has no name");
    }
    return Collections.unmodifiableList(event);
  }

  private static List<@Nullable Object> answer(Fields data) {
    List<@Nullable Object> answer = new ArrayList<>(1);
    if (data.has("packet")) {
      answer.add(data.value("packet"));
    }
    return Collections.unmodifiableList(answer);
  }

  private static int clients(Fields data) {
    return data.number("clientCount")
        .filter(count -> count <= Integer.MAX_VALUE)
        .orElseThrow(() -> new DecodeException("clientCount is no count"))
        .intValue();
  }

  private static Selection selection(Fields data) {
    return selectionOf(data.object("opts"));
  }

  private static Selection selectionOf(Fields options) {
    return new Selection(options.rooms("rooms"), options.rooms("except"));
  }

  /**
   * Reads which sockets are meant.
   *
   * @param options in the form of {@link #options}
   * @return the selection
   * @throws DecodeException if it is not said
   */
  public static Selection selection(@Nullable Object options) {
    return selectionOf(Fields.of(options, "opts"));
  }

  private static EmitFlags flags(Fields data) {
    return flags(data.value("opts"));
  }

  /**
   * Reads how an event is to be delivered.
   *
   * @param options in the form of {@link #options}
   * @return the flags; where nothing is said, the defaults
   */
  public static EmitFlags flags(@Nullable Object options) {
    Fields flags = flagFields(options);
    return new EmitFlags(flags.flag("volatile"), !Boolean.FALSE.equals(flags.value("compress")));
  }

  private static Fields flagFields(@Nullable Object options) {
    return options instanceof Map<?, ?> fields && fields.get("flags") instanceof Map<?, ?> flags
        ? new Fields(flags)
        : new Fields(Map.of());
  }

  private static Duration timeout(Fields data) {
    return timeout(data.value("opts"));
  }

  /**
   * Reads how long answers are to be waited for.
   *
   * @param options in the form of {@link #options}
   * @return positive, at most a day; 5 s where nothing is said
   */
  public static Duration timeout(@Nullable Object options) {
    Duration timeout =
        flagFields(options).number("timeout").map(Duration::ofMillis).orElse(DEFAULT_TIMEOUT);
    if (timeout.isZero()) {
      return Duration.ofMillis(1);
    }
    return timeout.compareTo(MAX_TIMEOUT) > 0 ? MAX_TIMEOUT : timeout;
  }
}
