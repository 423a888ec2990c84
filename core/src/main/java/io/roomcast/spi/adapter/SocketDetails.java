package io.roomcast.spi.adapter;

import io.roomcast.engineio.HandshakeRequest;
import io.roomcast.spi.codec.Arguments;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a socket on one server, for those who ask on another: a snapshot.
 *
 * <p>For the wire, {@code request} is a record of plain values, {@code auth} is in neutral form
 * already, and {@code data} is brought into it by {@link LocalRooms#neutralDetails}. What has been
 * read from the wire becomes {@code auth} by {@link LocalRooms#neutral}, and can be used as {@code
 * data} as it is.
 *
 * <pre>{@code
 * local.neutralDetails(Selection.all()).thenAccept(sockets -> {
 *   for (SocketDetails each : sockets) {
 *     bus.reply("socket", List.of(each.id(), each.rooms(), each.data()));
 *   }
 * });
 * }</pre>
 *
 * @param id the public id
 * @param request the HTTP request with which the client connected. From a server that knows less of
 *     it, an {@linkplain java.net.InetSocketAddress#createUnresolved unresolved} address will do,
 *     but never one that is looked up
 * @param auth one value: what the client gave as auth, an empty map where it gave nothing
 * @param rooms the rooms that it is in, its own one first
 * @param data what the application had put into the socket's data: of this server's sockets the
 *     objects themselves, which a codec may be unable to encode
 */
public record SocketDetails(
    String id,
    HandshakeRequest request,
    Arguments auth,
    Set<String> rooms,
    Map<String, @Nullable Object> data) {

  /** Copies the collections. */
  public SocketDetails {
    rooms = Collections.unmodifiableSet(new LinkedHashSet<>(rooms));
    data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
  }
}
