package io.roomcast.internal.json;

import static io.roomcast.internal.json.Conversions.argument;
import static io.roomcast.internal.json.Conversions.decoder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonIOException;
import com.google.gson.TypeAdapter;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import io.roomcast.internal.json.Conversions.Loose;
import io.roomcast.internal.json.Conversions.Node;
import io.roomcast.internal.json.Conversions.Order;
import io.roomcast.internal.json.Conversions.Parsed;
import io.roomcast.internal.json.Conversions.Suit;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.ConversionException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of values that do not fit. */
@SuppressWarnings("JavaUtilDate") // what applications write
class ConversionFailureTest {
  @Test
  @DisplayName("a message names kinds and places, never what a client sent")
  void noSecrets() {
    for (Type type :
        List.of(
            int.class,
            Suit.class,
            UUID.class,
            Order.class,
            new TypeToken<Map<String, Integer>>() {}.getType(),
            new TypeToken<Map<Integer, String>>() {}.getType(),
            new TypeToken<List<Map<String, Order>>>() {}.getType())) {
      for (String json :
          List.of(
              "\"secret\"",
              "{\"secret\":\"secret\"}",
              "{\"1\":{\"secret\":1}}",
              "[{\"secret\":{\"lines\":[1]}}]")) {
        ConversionException exception =
            catchThrowableOfType(ConversionException.class, () -> argument(json).get(1, type));
        if (exception != null) {
          assertThat(exception.getMessage()).doesNotContain("secret");
        }
      }
    }
    assertThatThrownBy(
            () ->
                argument("[{\"secret\":{\"lines\":[1]}}]")
                    .get(1, new TypeToken<List<Map<String, Order>>>() {}.getType()))
        .hasMessageContaining("$[0].* is a number, not a string");
  }

  @Test
  @DisplayName("the name of an event, and the values of an ack, are named as such")
  void labels() {
    assertThatThrownBy(() -> argument("1").get(0, int.class))
        .hasMessage("the event name is a string, not a number that fits int");
    Arguments ack = decoder(new Gson()).text("31[\"a\"]").orElseThrow().data();
    assertThatThrownBy(() -> ack.get(0, int.class))
        .hasMessage("argument 0 is a string, not a number that fits int");
    assertThatThrownBy(() -> ack.get(1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> ack.get(1, int.class)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  @DisplayName("whatever fails in a conversion is a ConversionException, a full stack included")
  void failures() {
    Gson gson =
        new GsonBuilder()
            .registerTypeAdapter(
                Order.class,
                (JsonDeserializer<Order>)
                    (json, type, context) -> {
                      throw new StackOverflowError();
                    })
            .registerTypeAdapter(
                Node.class,
                (JsonDeserializer<Node>)
                    (json, type, context) -> {
                      throw new UnsupportedOperationException("no nodes");
                    })
            .create();

    assertThatThrownBy(() -> argument(gson, "{}").get(1, Order.class))
        .isInstanceOf(ConversionException.class)
        .hasCauseInstanceOf(StackOverflowError.class);
    assertThatThrownBy(() -> argument(gson, "{}").get(1, Node.class))
        .isInstanceOf(ConversionException.class)
        .hasRootCauseMessage("no nodes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"secret\"",
        "{\"name\":\"secret\"}",
        "{\"uuid\":\"secret\"}",
        "{\"date\":\"secret\"}",
        "{\"instant\":\"secret\"}",
        "{\"uri\":\"secret secret\"}",
        "{\"secret\":1,\"chr\":\"secret\"}"
      })
  @DisplayName("nor does what is behind the exception quote a client")
  void noSecretsInCauses(String json) {
    for (Type type : List.of(UUID.class, Parsed.class, Instant.class, Date.class)) {
      assertThatThrownBy(() -> argument(json).get(1, type))
          .isInstanceOf(ConversionException.class)
          .satisfies(
              exception -> {
                StringWriter trace = new StringWriter();
                exception.printStackTrace(new PrintWriter(trace));
                assertThat(trace.toString()).doesNotContain("secret");
              });
    }
  }

  @Test
  @DisplayName("what is wrong with a class, whatever the client sent, is told")
  void causesOfTypes() {
    for (Class<?> type : List.of(Runnable.class, Thread.class)) {
      assertThatThrownBy(() -> argument("{}").get(1, type))
          .isInstanceOf(ConversionException.class)
          .hasCauseInstanceOf(JsonIOException.class)
          .cause()
          .hasMessageContaining(type.getName());
    }
  }

  @Test
  @DisplayName("a message is short, however long the names that a client chose")
  void shortMessages() {
    String name = "x".repeat(100_000);
    assertThatThrownBy(
            () ->
                argument("{\"" + name + "\":1}")
                    .get(1, new TypeToken<Map<String, String>>() {}.getType()))
        .isInstanceOf(ConversionException.class)
        .message()
        .hasSizeLessThan(1000);
    TypeAdapter<Integer> integers = GsonSettings.of(new Gson()).gson().getAdapter(Integer.class);
    Gson gson =
        new GsonBuilder()
            .registerTypeAdapter(
                Loose.class,
                new TypeAdapter<Loose>() {
                  @Override
                  public void write(JsonWriter out, Loose value) {}

                  @Override
                  public Loose read(JsonReader in) throws IOException {
                    in.beginObject();
                    assertThat(in.nextName()).isEqualTo(name);
                    return new Loose(integers.read(in));
                  }
                })
            .create();
    assertThatThrownBy(() -> argument(gson, "{\"" + name + "\":\"a\"}").get(1, Loose.class))
        .isInstanceOf(ConversionException.class)
        .hasMessageContaining("$.xxx")
        .hasMessageContaining("… is a string")
        .message()
        .hasSizeLessThan(1000);
  }
}
