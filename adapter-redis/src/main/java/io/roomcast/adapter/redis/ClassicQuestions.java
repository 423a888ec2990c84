package io.roomcast.adapter.redis;

import io.roomcast.spi.adapter.LocalRooms;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * The questions of one namespace that are under way. Each is there before it is published, and goes
 * when it is over, which is when its time is up at the latest. Thread-safe.
 */
final class ClassicQuestions {
  static final int MAX_OPEN = 10_000;

  private record Open<T>(
      ClassicQuestion<T> question, BiConsumer<ClassicQuestion<T>, Fields> reader) {
    void answer(Fields response) {
      reader.accept(question, response);
    }
  }

  private final LocalRooms local;
  private final Map<String, Open<?>> open = new ConcurrentHashMap<>();
  private volatile boolean closed;

  ClassicQuestions(LocalRooms local) {
    this.local = local;
  }

  /** {@code reader} understands the responses. Empty where {@value #MAX_OPEN} are under way. */
  <T> Optional<ClassicQuestion<T>> ask(
      String requestId, Duration timeout, BiConsumer<ClassicQuestion<T>, Fields> reader) {
    if (open.size() >= MAX_OPEN) {
      return Optional.empty();
    }
    ClassicQuestion<T> question = new ClassicQuestion<>();
    open.put(requestId, new Open<>(question, reader));
    LocalRooms.Timeout timer = local.schedule(timeout, question::end);
    var unused =
        question
            .replies()
            .whenComplete(
                (replies, never) -> {
                  timer.cancel();
                  open.remove(requestId);
                });
    if (closed) {
      question.end();
    }
    return Optional.of(question);
  }

  boolean isOpen(String requestId) {
    return open.containsKey(requestId);
  }

  /** Returns false where nobody has asked, or not any more. */
  boolean answer(Fields response) {
    Open<?> asked = open.get(response.requestId());
    if (asked == null) {
      return false;
    }
    asked.answer(response);
    return true;
  }

  /** Ends those that are under way, and all that are asked from now on. */
  void close() {
    closed = true;
    open.values().forEach(each -> each.question().end());
  }
}
