package io.roomcast.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import io.roomcast.spi.adapter.EmitFlags;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.adapter.StoredSession;
import io.roomcast.spi.adapter.cluster.ClusterEnvelope;
import io.roomcast.spi.adapter.cluster.ClusterMessage.Broadcast;
import io.roomcast.spi.codec.EncodeException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A number that would lose a digit in MessagePack")
class LargeNumbersTest {

  @ParameterizedTest
  @ValueSource(strings = {"123456789012345678901234567890", "9007199254740992.5", "1e350"})
  @DisplayName("is refused before anything is published or stored")
  void refused(String number) {
    BigDecimal large = new BigDecimal(number);
    StoredSession session =
        new StoredSession("id", "private", Set.of(), Map.of("n", large), Optional.empty());
    for (ThrowingCallable writing :
        List.<ThrowingCallable>of(
            () -> event(large).write("uid"),
            () -> event(large).writeAsEmitter("emitter"),
            () -> Payload.write(Map.of("data", List.of("e", large, new byte[1]))),
            () -> StreamEntry.of(envelope("e", large, new byte[1])),
            () -> SessionForm.write(session, "/"),
            () -> new EmitterValues(new Gson()).of("e", large))) {
      assertThatThrownBy(writing)
          .isInstanceOf(EncodeException.class)
          .hasMessageContaining("send it as a string");
    }
  }

  @Test
  @DisplayName("arrives with all of them where JSON will do")
  void asText() {
    for (String number : List.of("9007199254740992.5", "1E+350")) {
      BigDecimal large = new BigDecimal(number);
      assertThat(StreamEntry.of(envelope("e", large)).envelope()).isEqualTo(envelope("e", large));
      assertThat(Payload.read(Payload.write(Map.of("data", large))))
          .isEqualTo(Map.of("data", large));
    }
  }

  private static ClassicEvent event(Object value) {
    return new ClassicEvent("/", List.of("e", value), Selection.all(), EmitFlags.DEFAULT);
  }

  private static ClusterEnvelope envelope(Object... values) {
    return new ClusterEnvelope(
        "server", "/", new Broadcast(List.of(values), Selection.all(), EmitFlags.DEFAULT));
  }
}
