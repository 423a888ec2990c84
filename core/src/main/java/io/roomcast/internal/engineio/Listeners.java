package io.roomcast.internal.engineio;

import io.roomcast.engineio.Registration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The application's listeners of one kind of event, in the order of their adding. Thread-safe. */
final class Listeners<T> {
  private final List<Entry<T>> entries = new CopyOnWriteArrayList<>();

  /** Compared by identity: the same listener may be there twice. */
  private static final class Entry<T> {
    private final Consumer<T> listener;

    private Entry(Consumer<T> listener) {
      this.listener = listener;
    }
  }

  Registration add(Consumer<T> listener) {
    Entry<T> entry = new Entry<>(listener);
    entries.add(entry);
    return () -> entries.remove(entry);
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Runs user code; what a listener throws does not keep the others from hearing of it. */
  void tell(T event, Consumer<Throwable> failed) {
    for (Entry<T> entry : entries) {
      try {
        entry.listener.accept(event);
      } catch (Throwable failure) { // it is the user's
        failed.accept(failure);
      }
    }
  }
}
