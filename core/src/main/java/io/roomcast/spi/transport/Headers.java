package io.roomcast.spi.transport;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.BiConsumer;

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
  private static final Headers NONE = new Headers(new String[0]);

  private static final Set<String> SECRET =
      Set.of("cookie", "set-cookie", "authorization", "proxy-authorization");

  private final String[] fields; // name, value, name, value …: a session keeps them for long

  private Headers(String[] fields) {
    this.fields = fields;
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
   * Whether a text is a token (RFC 9110, section 5.6.2), as the names of headers and of methods
   * are.
   *
   * @param text any text
   * @return false if it is empty, or has blanks, delimiters, control characters or none of ASCII
   */
  public static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 0x7f || "\"(),/:;<=>?@[\\]{}".indexOf(c) >= 0) {
        return false;
      }
    }
    return !text.isEmpty();
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
    for (int i = 0; i < fields.length; i += 2) {
      if (fields[i].equalsIgnoreCase(name)) {
        return Optional.of(fields[i + 1]);
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
    List<String> values = new ArrayList<>(1);
    for (int i = 0; i < fields.length; i += 2) {
      if (fields[i].equalsIgnoreCase(name)) {
        values.add(fields[i + 1]);
      }
    }
    return List.copyOf(values);
  }

  /**
   * Whether a name has a comma-separated element, in any of its values and without regard to case.
   *
   * @param name in any case
   * @param token for example {@code upgrade} in {@code Connection: keep-alive, Upgrade}
   * @return true if it is there
   */
  public boolean contains(String name, String token) {
    for (int i = 0; i < fields.length; i += 2) {
      if (fields[i].equalsIgnoreCase(name)) {
        for (String element : fields[i + 1].split(",", -1)) {
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
    for (int i = 0; i < fields.length; i += 2) {
      action.accept(fields[i], fields[i + 1]);
    }
  }

  /**
   * The distinct names.
   *
   * @return in lower case, in order of first appearance
   */
  public List<String> names() {
    Set<String> names = new LinkedHashSet<>();
    forEach((name, value) -> names.add(name.toLowerCase(Locale.ROOT)));
    return List.copyOf(names);
  }

  /**
   * How many fields there are.
   *
   * @return the count, repeated names included
   */
  public int size() {
    return fields.length / 2;
  }

  /**
   * These headers followed by others.
   *
   * @param others appended
   * @return the sum
   */
  public Headers plus(Headers others) {
    if (others.fields.length == 0) {
      return this;
    }
    if (fields.length == 0) {
      return others;
    }
    String[] sum = Arrays.copyOf(fields, fields.length + others.fields.length);
    System.arraycopy(others.fields, 0, sum, fields.length, others.fields.length);
    return new Headers(sum);
  }

  /**
   * For logs: the values of {@code Cookie}, {@code Set-Cookie}, {@code Authorization} and {@code
   * Proxy-Authorization} are left out.
   *
   * @return all names, and the other values
   */
  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(", ", "[", "]");
    forEach((name, value) -> text.add(name + ": " + (isSecret(name) ? "(hidden)" : value)));
    return text.toString();
  }

  private static boolean isSecret(String name) {
    return SECRET.contains(name.toLowerCase(Locale.ROOT));
  }

  /** Collects headers. Not thread-safe. */
  public static final class Builder {
    private final List<String> fields = new ArrayList<>(16); // name, value, name, value …

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
      fields.add(name);
      fields.add(value);
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
      for (int i = fields.size() - 2; i >= 0; i -= 2) {
        if (fields.get(i).equalsIgnoreCase(name)) {
          fields.subList(i, i + 2).clear();
        }
      }
      return this;
    }

    /**
     * Adds every field of other headers.
     *
     * @param headers appended
     * @return this
     */
    public Builder addAll(Headers headers) {
      fields.addAll(Arrays.asList(headers.fields));
      return this;
    }

    /**
     * Makes the headers.
     *
     * @return immutable; this builder may go on
     */
    public Headers build() {
      return fields.isEmpty() ? NONE : new Headers(fields.toArray(String[]::new));
    }

    private static void requireToken(String name) {
      if (!isToken(name)) {
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
