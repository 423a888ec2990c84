package io.roomcast.internal.json;

import com.google.gson.JsonParseException;
import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.io.Serial;

/** A value of another kind than its place asks for. Passes through Gson unwrapped. */
final class Mismatch extends JsonParseException {
  @Serial private static final long serialVersionUID = 1L;

  private static final int MAX_PATH = 200;

  private final String path;
  private final String found;
  private final String wanted;

  /**
   * Names kinds only: what a client sent may be a secret.
   *
   * @param path where, as Gson writes it
   * @param found the kind of value that came, with its article
   * @param wanted what was asked for, with its article
   */
  private Mismatch(String path, String found, String wanted) {
    super(found + ", not " + wanted);
    this.path = path.length() <= MAX_PATH ? path : path.substring(0, MAX_PATH) + "…";
    this.found = found;
    this.wanted = wanted;
  }

  /** Reads the value that should be another, for its kind. */
  static Mismatch at(JsonReader in, String wanted) throws IOException {
    return after(in, Kind.of(Elements.read(in)), wanted);
  }

  /**
   * Where the value has just been read. A path holds names that the client chose, as long as it
   * likes: it must not be built but for a mismatch.
   */
  static Mismatch after(JsonReader in, String found, String wanted) {
    return new Mismatch(in.getPreviousPath(), found, wanted);
  }

  /** The same in the map that has just been read, whose keys are not to be seen: values, too. */
  Mismatch inMap(JsonReader in) {
    return new Mismatch(in.getPreviousPath() + ".*", found, wanted);
  }

  String path() {
    return path;
  }

  boolean isAtTop() {
    return path.equals("$");
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this; // Conversion makes the exception that has one
  }
}
