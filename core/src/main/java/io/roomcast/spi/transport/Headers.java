package io.roomcast.spi.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * The headers of a request or a response: immutable, in order, names compared without regard to
 * case, several values per name allowed.
 *
 * <p>A name or value that could break out of its line (RFC 9110, sections 5.1 and 5.5) cannot be
 * put in, so a response cannot be split by what a user or a client supplies. A character of a value
 * stands for one byte, so those above U+00FF are refused too, of whose bytes nobody knows what they
 * would become; text is percent-encoded first.
 *
 * <pre>{@code
 * Headers headers = Headers.builder()
 *     .add("Content-Type", "text/html; charset=utf-8")
 *     .add("Cache-Control", "no-cache")
 *     .build();
 * String type = headers.first("content-type").orElse("application/octet-stream");
 * }</pre>
 */
public final class Headers {
  private static final Headers NONE = new Headers(List.of());

  private static final Set<String> SECRET =
      Set.of("cookie", "set-cookie", "authorization", "proxy-authorization");

  private final List<Field> fields;

  private Headers(List<Field> fields) {
    this.fields = fields;
  }

  private record Field(String name, String value) {
    boolean isSecret() {
      return SECRET.contains(name.toLowerCase(Locale.ROOT));
    }
  }

  /**
   * No headers.
   *
   * @return the empty headers
   */
  public static Headers none() {
    return NONE;
  }

  /**
   * One header.
   *
   * @param name a token
   * @param value characters up to U+00FF, no control characters but tabs
   * @return the headers
   * @throws IllegalArgumentException if the name or the value is not allowed
   */
  public static Headers of(String name, String value) {
    return builder().add(name, value).build();
  }

  /**
   * A builder.
   *
   * @return an empty one
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The first value of a name.
   *
   * @param name in any case
   * @return the value, if there is one
   */
  public Optional<String> first(String name) {
    for (Field field : fields) {
      if (field.name.equalsIgnoreCase(name)) {
        return Optional.of(field.value);
      }
    }
    return Optional.empty();
  }

  /**
   * All values of a name.
   *
   * @param name in any case
   * @return in order; empty where there is none
   */
  public List<String> all(String name) {
    return fields.stream().filter(f -> f.name.equalsIgnoreCase(name)).map(Field::value).toList();
  }

  /**
   * Whether a name has a comma-separated element, in any of its values and without regard to case.
   *
   * @param name in any case
   * @param token for example {@code upgrade} in {@code Connection: keep-alive, Upgrade}
   * @return true if it is there
   */
  public boolean contains(String name, String token) {
    for (Field field : fields) {
      if (field.name.equalsIgnoreCase(name)) {
        for (String element : field.value.split(",", -1)) {
          if (element.strip().equalsIgnoreCase(token)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /**
   * Hands over every name and value in order.
   *
   * @param action called for each
   */
  public void forEach(BiConsumer<String, String> action) {
    fields.forEach(field -> action.accept(field.name, field.value));
  }

  /**
   * The distinct names.
   *
   * @return in lower case, in order of first appearance
   */
  public List<String> names() {
    return fields.stream().map(f -> f.name.toLowerCase(Locale.ROOT)).distinct().toList();
  }

  /**
   * How many fields there are.
   *
   * @return the count, repeated names included
   */
  public int size() {
    return fields.size();
  }

  /**
   * These headers followed by others.
   *
   * @param others appended
   * @return the sum
   */
  public Headers plus(Headers others) {
    if (others.fields.isEmpty()) {
      return this;
    }
    if (fields.isEmpty()) {
      return others;
    }
    List<Field> sum = new ArrayList<>(fields);
    sum.addAll(others.fields);
    return new Headers(List.copyOf(sum));
  }

  /**
   * For logs: the values of {@code Cookie}, {@code Set-Cookie}, {@code Authorization} and {@code
   * Proxy-Authorization} are left out.
   *
   * @return all names, and the other values
   */
  @Override
  public String toString() {
    return fields.stream()
        .map(field -> field.name + ": " + (field.isSecret() ? "(hidden)" : field.value))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** Collects headers. Not thread-safe. */
  public static final class Builder {
    private final List<Field> fields = new ArrayList<>();

    private Builder() {}

    /**
     * Adds a value, keeping those that are there.
     *
     * @param name a token
     * @param value characters up to U+00FF, no control characters but tabs
     * @return this
     * @throws IllegalArgumentException if the name or the value is not allowed
     */
    public Builder add(String name, String value) {
      requireToken(name);
      requireFieldValue(name, value);
      fields.add(new Field(name, value));
      return this;
    }

    /**
     * Sets a value in place of those that are there.
     *
     * @param name a token
     * @param value characters up to U+00FF, no control characters but tabs
     * @return this
     * @throws IllegalArgumentException if the name or the value is not allowed
     */
    public Builder put(String name, String value) {
      remove(name);
      return add(name, value);
    }

    /**
     * Removes every value of a name.
     *
     * @param name in any case
     * @return this
     */
    public Builder remove(String name) {
      fields.removeIf(field -> field.name.equalsIgnoreCase(name));
      return this;
    }

    /**
     * Adds every field of other headers.
     *
     * @param headers appended
     * @return this
     */
    public Builder addAll(Headers headers) {
      fields.addAll(headers.fields);
      return this;
    }

    /**
     * Makes the headers.
     *
     * @return immutable; this builder may go on
     */
    public Headers build() {
      return fields.isEmpty() ? NONE : new Headers(List.copyOf(fields));
    }

    private static void requireToken(String name) {
      boolean valid = !name.isEmpty();
      for (int i = 0; i < name.length() && valid; i++) {
        char c = name.charAt(i);
        valid = c > ' ' && c < 0x7f && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
      }
      if (!valid) {
        throw new IllegalArgumentException("not a header name: \"" + name + "\"");
      }
    }

    private static void requireFieldValue(String name, String value) {
      for (int i = 0; i < value.length(); i++) {
        char c = value.charAt(i);
        if ((c < ' ' && c != '\t') || c == 0x7f) {
          throw new IllegalArgumentException(
              "the value of header " + name + " has a control character at index " + i);
        }
        if (c > 0xff) {
          throw new IllegalArgumentException(
              "the value of header " + name + " has a character above U+00FF at index " + i);
        }
      }
    }
  }
}
