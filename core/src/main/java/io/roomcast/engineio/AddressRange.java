package io.roomcast.engineio;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of IP addresses, as {@code 10.0.0.0/8}, {@code fd00::/8} or a single address (RFC 4632,
 * section 3.1; RFC 4291, section 2.3). Names are never looked up.
 *
 * <pre>{@code
 * AddressRange office = AddressRange.parse("10.1.0.0/16").orElseThrow();
 * Server.builder().engine(e -> e.admission(request ->
 *     office.contains(request.remoteAddress().getAddress())
 *         ? Admission.Verdict.allow()
 *         : Admission.Verdict.refuse("only from the office")));
 * }</pre>
 *
 * @param address the first part; bits beyond the prefix do not count
 * @param prefix how many leading bits an address must share with it
 */
public record AddressRange(InetAddress address, int prefix) {
  private static final Pattern IPV4 =
      Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
  private static final Pattern IPV6 = Pattern.compile("(?=.*:)[0-9A-Fa-f:][0-9A-Fa-f:.]{1,44}");
  private static final Pattern PREFIX = Pattern.compile("\\d{1,3}");

  /**
   * A range.
   *
   * @throws IllegalArgumentException if the prefix is longer than the address, or negative
   */
  public AddressRange {
    if (prefix < 0 || prefix > address.getAddress().length * 8) {
      throw new IllegalArgumentException("no prefix of " + address + ": " + prefix);
    }
  }

  /**
   * Reads a range.
   *
   * @param text an address, with or without a slash and the length of the prefix
   * @return the range; empty where the text is none
   */
  public static Optional<AddressRange> parse(String text) {
    int slash = text.indexOf('/');
    Optional<InetAddress> address = literal(slash < 0 ? text : text.substring(0, slash));
    if (address.isEmpty()) {
      return Optional.empty();
    }
    int bits = address.get().getAddress().length * 8;
    if (slash < 0) {
      return Optional.of(new AddressRange(address.get(), bits));
    }
    String length = text.substring(slash + 1);
    return PREFIX.matcher(length).matches() && Integer.parseInt(length) <= bits
        ? Optional.of(new AddressRange(address.get(), Integer.parseInt(length)))
        : Optional.empty();
  }

  private static Optional<InetAddress> literal(String text) {
    try {
      Matcher v4 = IPV4.matcher(text);
      if (v4.matches()) {
        byte[] bytes = new byte[4];
        for (int i = 0; i < 4; i++) {
          int part = Integer.parseInt(v4.group(i + 1));
          if (part > 255) {
            return Optional.empty();
          }
          bytes[i] = (byte) part;
        }
        return Optional.of(InetAddress.getByAddress(bytes));
      }
      // with a colon in it, and not a dot first, this is read as a literal and never looked up
      return IPV6.matcher(text).matches()
          ? Optional.of(InetAddress.getByName(text))
          : Optional.empty();
    } catch (UnknownHostException malformed) {
      return Optional.empty();
    }
  }

  /**
   * Whether an address is in the range.
   *
   * @param other any address; one of the other IP version is not
   * @return true if it shares the prefix
   */
  public boolean contains(InetAddress other) {
    byte[] mine = address.getAddress();
    byte[] its = other.getAddress();
    if (mine.length != its.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit += 8) {
      int mask = prefix - bit >= 8 ? 0xff : 0xff << (8 - (prefix - bit)) & 0xff;
      if (((mine[bit / 8] ^ its[bit / 8]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * The usual form.
   *
   * @return for example {@code 10.0.0.0/8}
   */
  @Override
  public String toString() {
    return address.getHostAddress() + "/" + prefix;
  }
}
