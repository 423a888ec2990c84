package io.roomcast.internal.json;

import com.google.gson.JsonParseException;
import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.io.Serial;

/** A value of another kind than its place asks for. Passes through Gson unwrapped. */
final class Mismatch extends JsonParseException {
  @Serial private static final long serialVersionUID = 1L;

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
  Mismatch(String path, String found, String wanted) {
    super(found + ", not " + wanted);
    this.path = path;
    this.found = found;
    this.wanted = wanted;
  }

  /** Reads the value that should be another, for its kind. */
  static Mismatch at(JsonReader in, String wanted) throws IOException {
    String path = in.getPath();
    return new Mismatch(path, Kind.of(Elements.read(in)), wanted);
  }

  /** The same without what the path says below {@code container}: keys of maps are values too. */
  Mismatch hiddenBelow(String container) {
    return new Mismatch(container + ".*", found, wanted);
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
