package io.roomcast.testkit.transport;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A request byte for byte, and what comes of it.
 *
 * @param name says what is special about it
 * @param text the request in ISO-8859-1
 */
record HttpShape(String name, String text, Outcome outcome) {

  sealed interface Outcome {}

  /** The handler gets it; {@code seen} is method, path, query and body as it sees them. */
  record Accepted(String seen, boolean goesOn) implements Outcome {}

  /** The handler never hears of it; the client gets one of these and the connection closes. */
  record Refused(Set<Integer> statuses) implements Outcome {}

  /** The handler gets the head, its body fails, and the connection closes. */
  record BrokenBody() implements Outcome {}

  /** RFC 9112 leaves it open: accepted as it is, or refused with one of these. */
  record Either(Set<Integer> statuses) implements Outcome {}

  byte[] bytes() {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  String method() {
    return text.stripLeading().startsWith("HEAD ") ? "HEAD" : "GET";
  }

  static List<HttpShape> all() {
    return Arrays.asList(
        // what must work
        ok("plain GET", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET /? "),
        ok("names in any case", "GET / HTTP/1.1\r\nhOsT: a\r\nx-A: b\r\n\r\n", "GET /? "),
        ok("no space after the colon", "GET / HTTP/1.1\r\nHost:a\r\n\r\n", "GET /? "),
        ok("blanks around the value", "GET / HTTP/1.1\r\nHost: \t a \t\r\n\r\n", "GET /? "),
        ok("an empty value", "GET / HTTP/1.1\r\nHost: a\r\nX-A:\r\n\r\n", "GET /? "),
        ok("Host with a port", "GET /p HTTP/1.1\r\nHost: a:80\r\n\r\n", "GET /p? "),
        ok("a query with ?", "GET /p?a=?&b HTTP/1.1\r\nHost: a\r\n\r\n", "GET /p?a=?&b "),
        ok("an absolute target", "GET http://a/p?q HTTP/1.1\r\nHost: a\r\n\r\n", "GET /p?q "),
        ok("OPTIONS *", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "OPTIONS *? "),
        ok(
            "percent-encoded slashes",
            "GET /a%2Fb/..%2f HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /a%2Fb/..%2f? "),
        ok("dot segments, left alone", "GET /a/../b HTTP/1.1\r\nHost: a\r\n\r\n", "GET /a/../b? "),
        ok("HEAD", "HEAD /h HTTP/1.1\r\nHost: a\r\n\r\n", ""),
        ok("POST with a length", post("Content-Length: 3\r\n", "abc"), "POST /? abc"),
        ok("POST of nothing", post("Content-Length: 0\r\n", ""), "POST /? "),
        ok("POST without a length", post("", ""), "POST /? "),
        ok("a length with zeros", post("Content-Length: 0003\r\n", "abc"), "POST /? abc"),
        ok("one chunk", chunked("3\r\nabc\r\n0\r\n\r\n"), "POST /? abc"),
        ok("several chunks", chunked("1\r\na\r\n2\r\nbc\r\n0\r\n\r\n"), "POST /? abc"),
        ok("no chunk", chunked("0\r\n\r\n"), "POST /? "),
        ok(
            "hexadecimal sizes",
            chunked("a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n"),
            "POST /? 01234567890123456789"),
        ok("a size with zeros", chunked("0003\r\nabc\r\n000\r\n\r\n"), "POST /? abc"),
        ok("trailers", chunked("3\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n"), "POST /? abc"),
        ok(
            "chunked in capitals",
            post("Transfer-Encoding: CHUNKED\r\n", "3\r\nabc\r\n0\r\n\r\n"),
            "POST /? abc"),
        ok(
            "GET with a body",
            "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc",
            "GET /? abc"),
        ok("PUT", "PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n1", "PUT /x? 1"),
        ok("DELETE", "DELETE /x HTTP/1.1\r\nHost: a\r\n\r\n", "DELETE /x? "),
        ok(
            "Expect: 100-continue",
            post("Expect: 100-continue\r\nContent-Length: 3\r\n", "abc"),
            "POST /? abc"),
        ok(
            "an upgrade to something unknown",
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
            "GET /? "),
        ok(
            "a hundred headers",
            "GET / HTTP/1.1\r\nHost: a\r\n" + "X-A: b\r\n".repeat(100) + "\r\n",
            "GET /? "),
        ok(
            "a head of 8 KiB",
            "GET / HTTP/1.1\r\nHost: a\r\nX-A: " + "x".repeat(8000) + "\r\n\r\n",
            "GET /? "),
        ok(
            "a target of 8 KiB",
            "GET /" + "x".repeat(8000) + " HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /" + "x".repeat(8000) + "? "),
        last("HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", "GET /? "),
        last(
            "HTTP/1.0 with a body",
            "POST / HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc",
            "POST /? abc"),
        last(
            "Connection: close",
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
            "GET /? "),
        last(
            "close among others",
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n",
            "GET /? "),

        // what servers may see differently
        either("an empty line first", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        either(
            "the same length twice",
            post("Content-Length: 3\r\nContent-Length: 3\r\n", "abc"),
            400),
        either("chunk extensions", chunked("3;a=b\r\nabc\r\n0\r\n\r\n"), 400),
        either("an unknown method", "PURGE / HTTP/1.1\r\nHost: a\r\n\r\n", 400, 405, 501),
        either(
            "bytes over 127 in a value", "GET / HTTP/1.1\r\nHost: a\r\nX-A: \u00e9\r\n\r\n", 400),
        either(
            "bytes over 127 in the target", "GET /\u00c3\u00a9 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        either("a tab in a value", "GET / HTTP/1.1\r\nHost: a\r\nX-A: b\tc\r\n\r\n", 400),
        either("a version in small letters", "GET / http/1.1\r\nHost: a\r\n\r\n", 400, 505),
        either("HTTP/1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", 400, 505),

        // what opens the door to smuggled requests
        no(
            "length and chunked",
            post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")),
        no(
            "chunked and length",
            post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n")),
        no("two lengths", post("Content-Length: 3\r\nContent-Length: 4\r\n", "abc")),
        no(
            "two lengths in HTTP/1.0",
            "POST / HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 3\r\n"
                + "Content-Length: 4\r\n\r\nabc"),
        no("a colon before the method", ":GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        no("a method with a comma", "GE,T / HTTP/1.1\r\nHost: a\r\n\r\n"),
        no("a list of lengths", post("Content-Length: 3, 4\r\n", "abc")),
        no("a length with a plus", post("Content-Length: +3\r\n", "abc")),
        no("a negative length", post("Content-Length: -1\r\n", "")),
        no("a hexadecimal length", post("Content-Length: 0x3\r\n", "abc")),
        no("a length with a blank", post("Content-Length: 3 3\r\n", "abc")),
        no("a fractional length", post("Content-Length: 3.0\r\n", "abc")),
        no("an endless length", post("Content-Length: 99999999999999999999\r\n", ""), 400, 413),
        no("an unknown encoding", post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), 400, 501),
        no("chunked twice", post("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n"), 400, 501),
        no(
            "chunked not at the end",
            post("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n"),
            400,
            501),
        no(
            "chunked with a control character",
            post("Transfer-Encoding: \u000bchunked\r\n", "0\r\n\r\n"),
            400,
            501),
        no("a blank before the colon", post("Content-Length : 3\r\n", "abc")),
        no("a folded line", post("X-A: b\r\n c\r\nContent-Length: 0\r\n", "")),
        no("a line end of LF", "GET / HTTP/1.1\nHost: a\n\n"),
        no("a lone CR in a value", "GET / HTTP/1.1\r\nHost: a\r\nX-A: b\rc\r\n\r\n"),
        no("a NUL in a value", "GET / HTTP/1.1\r\nHost: a\r\nX-A: b\u0000c\r\n\r\n"),

        // what is no HTTP/1.1
        no("no Host", "GET / HTTP/1.1\r\n\r\n"),
        no("two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
        no("a line without a colon", "GET / HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n"),
        no("an empty name", "GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n"),
        no("a name with a blank", "GET / HTTP/1.1\r\nHost: a\r\nX A: b\r\n\r\n"),
        no("a name in parentheses", "GET / HTTP/1.1\r\nHost: a\r\n(X): b\r\n\r\n"),
        no("a target without a slash", "GET nonsense HTTP/1.1\r\nHost: a\r\n\r\n"),
        no("no version", "GET /\r\n\r\n", 400, 505),
        no("HTTP/2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 400, 505),
        no("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, 505),
        no(
            "a handshake of TLS",
            "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n"),
        no("nonsense", "\u0000\u0001\u0002\u0003\r\n\r\n"),
        no("a NUL in the target", "GET /\u0000 HTTP/1.1\r\nHost: a\r\n\r\n"),
        no(
            "too large a head",
            "GET / HTTP/1.1\r\nHost: a\r\nX-A: " + "x".repeat(20_000) + "\r\n\r\n",
            431),
        no(
            "too many headers",
            "GET / HTTP/1.1\r\nHost: a\r\n" + "X-A: b\r\n".repeat(3000) + "\r\n",
            431),
        no(
            "too long a target",
            "GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: a\r\n\r\n",
            414,
            431),

        // bodies that break off or go wrong
        broken("a chunk size that is no number", chunked("g\r\nabc\r\n0\r\n\r\n")),
        broken("a negative chunk size", chunked("-1\r\nabc\r\n0\r\n\r\n")),
        broken("a chunk size with a plus", chunked("+3\r\nabc\r\n0\r\n\r\n")),
        broken("an overflowing chunk size", chunked("fffffffffffffffff3\r\nabc\r\n0\r\n\r\n")),
        broken("a chunk longer than its size", chunked("3\r\nabcdef\r\n0\r\n\r\n")),
        broken("a chunk size in hexadecimal notation", chunked("0x3\r\nabc\r\n0\r\n\r\n")));
  }

  private static HttpShape ok(String name, String text, String seen) {
    return new HttpShape(name, text, new Accepted(seen, true));
  }

  private static HttpShape last(String name, String text, String seen) {
    return new HttpShape(name, text, new Accepted(seen, false));
  }

  private static HttpShape either(String name, String text, Integer... statuses) {
    return new HttpShape(name, text, new Either(Set.of(statuses)));
  }

  private static HttpShape no(String name, String text, Integer... statuses) {
    return new HttpShape(
        name, text, new Refused(statuses.length == 0 ? Set.of(400) : Set.of(statuses)));
  }

  private static HttpShape broken(String name, String text) {
    return new HttpShape(name, text, new BrokenBody());
  }

  private static String post(String headers, String body) {
    return "POST / HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n" + body;
  }

  private static String chunked(String body) {
    return post("Transfer-Encoding: chunked\r\n", body);
  }
}
