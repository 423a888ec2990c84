package io.roomcast.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EventTextTest {

  @Test
  @DisplayName("events are told apart by their letter")
  void events() {
    byte[] echo = EventText.echo(1234, 24);
    byte[] broadcast = EventText.broadcast(24);

    assertThat(EventText.event(EventText.JOIN_REQUEST, 0, EventText.JOIN_REQUEST.length))
        .isEqualTo(EventText.JOIN);
    assertThat(EventText.event(broadcast, 0, broadcast.length)).isEqualTo(EventText.BROADCAST);
    assertThat(EventText.event(echo, 0, echo.length)).isEqualTo(EventText.ECHO);
    assertThat(EventText.event(ascii("2"), 0, 1)).isEqualTo((char) 0);
  }

  @Test
  @DisplayName("a broadcast is one only with a payload of its size")
  void broadcasts() {
    byte[] text = EventText.broadcast(24);
    new Payload(24).write(1, 2, text, EventText.broadcastOffset());

    assertThat(new String(text, StandardCharsets.US_ASCII))
        .startsWith("42[\"b\",\"")
        .endsWith("\"]");
    assertThat(EventText.isBroadcast(text, 0, text.length, 24)).isTrue();
    assertThat(EventText.isBroadcast(text, 0, text.length, 25)).isFalse();
    assertThat(EventText.isBroadcast(text, 0, text.length - 1, 24)).isFalse();
    text[0] = '5';
    assertThat(EventText.isBroadcast(text, 0, text.length, 24)).isFalse();
  }

  @Test
  @DisplayName("an answer has an id, be it an ack or the question itself")
  void answers() {
    assertThat(answerId("43987[\"payload\"]")).isEqualTo(987);
    assertThat(answerId("42987[\"e\",\"payload\"]")).isEqualTo(987);
    assertThat(answerId("43[\"payload\"]")).isEqualTo(-1);
    assertThat(answerId("43987")).isEqualTo(-1);
    assertThat(answerId("2")).isEqualTo(-1);
    byte[] joined = ascii("430[]");
    assertThat(EventText.isJoined(joined, 0, joined.length)).isTrue();
    byte[] other = ascii("431[]");
    assertThat(EventText.isJoined(other, 0, other.length)).isFalse();
  }

  private static long answerId(String text) {
    return EventText.answerId(ascii(text), 0, text.length());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
