package io.roomcast.testkit;

import io.roomcast.EventArgs;
import org.jspecify.annotations.Nullable;

/**
 * An event that a {@link TestClient} received. Thread-safe.
 *
 * <pre>{@code
 * ReceivedEvent question = client.await("question");
 * assertThat(question.get(0, String.class)).isEqualTo("ready?");
 * question.ack("yes");
 * }</pre>
 */
public final class ReceivedEvent {
  private final String name;
  private final EventArgs args;
  private final @Nullable Answer answer;
  private boolean seen;

  /** Sends an answer. */
  @FunctionalInterface
  interface Answer {
    void send(@Nullable Object[] values);
  }

  ReceivedEvent(String name, EventArgs args, @Nullable Answer answer) {
    this.name = name;
    this.args = args;
    this.answer = answer;
  }

  /**
   * The event's name.
   *
   * @return as the server sent it
   */
  public String name() {
    return name;
  }

  /**
   * The arguments.
   *
   * @return without the name and the ack
   */
  public EventArgs args() {
    return args;
  }

  /**
   * An argument as a type; short for {@code args().get(index, type)}.
   *
   * @param index from 0
   * @param type the type
   * @param <T> the type
   * @return never null
   * @throws io.roomcast.spi.codec.ConversionException if it does not fit
   * @throws IndexOutOfBoundsException if there is none
   */
  public <T> T get(int index, Class<T> type) {
    return args.get(index, type);
  }

  /**
   * Whether the server waits for an answer.
   *
   * @return true if {@link #ack} may be called
   */
  public boolean ackRequested() {
    return answer != null;
  }

  /**
   * Answers.
   *
   * @param values what the server's future gets
   * @throws IllegalStateException if the server did not ask
   */
  public void ack(@Nullable Object... values) {
    if (answer == null) {
      throw new IllegalStateException("the server asked for no answer to " + this);
    }
    answer.send(values);
  }

  @Override
  public String toString() {
    return name + args + (answer == null ? "" : " with an ack");
  }

  /** Guarded by the client. */
  boolean seen() {
    return seen;
  }

  void see() {
    seen = true;
  }
}
