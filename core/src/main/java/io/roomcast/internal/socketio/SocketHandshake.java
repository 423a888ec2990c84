package io.roomcast.internal.socketio;

import io.roomcast.Handshake;
import io.roomcast.TypeRef;
import io.roomcast.engineio.HandshakeRequest;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.ConversionException;
import java.lang.reflect.Type;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The request of the connection, with the auth of one namespace: an object, always.
 *
 * @param given the auth as it came
 * @param ticketed whether the client may have put a secret beside it by which it comes back
 */
record SocketHandshake(HandshakeRequest request, Arguments given, boolean ticketed)
    implements Handshake {

  /** What others may see of the auth. */
  Arguments shown() {
    return ticketed ? Arguments.of(auth()) : given;
  }

  @Override
  public Map<String, @Nullable Object> auth() {
    if (!(given.get(0) instanceof Map<?, ?> object)) {
      return Map.of();
    }
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    object.forEach((key, value) -> copy.put(String.valueOf(key), value));
    if (ticketed) {
      Ticket.remove(copy);
    }
    return Collections.unmodifiableMap(copy);
  }

  @Override
  public <T> T auth(Class<T> type) {
    return type.cast(required(type));
  }

  @Override
  @SuppressWarnings("unchecked") // the codec has made it of that very type
  public <T> T auth(TypeRef<T> type) {
    return (T) required(type.type());
  }

  private Object required(Type type) {
    Object value = given.get(0, type);
    if (value == null) {
      throw new ConversionException("the auth of the client is null, not a " + type.getTypeName());
    }
    return value;
  }

  @Override
  public String toString() {
    return "handshake of " + request.remoteAddress(); // the auth holds secrets
  }
}
