package io.roomcast.engineio;

import io.roomcast.spi.transport.Headers;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The request with which a client opened, or wants to open, its session. Immutable; it stays as it
 * was when the session later moves to another transport. It is kept as long as the session, and is
 * no larger than the transport lets a request head be.
 *
 * <p>Example: {@link Admission}.
 *
 * @param path the path of the request target, percent-encoded as sent
 * @param query the decoded query; the last of several equal keys counts
 * @param headers the request headers
 * @param remoteAddress the peer of the TCP connection, or the client that {@link
 *     EngineOptions#trustedProxies()} name, with port 0 where they name none
 * @param secure whether it came over TLS, to the server or to such a proxy
 * @param transport the transport that it asked for
 * @param issued when it arrived
 */
public record HandshakeRequest(
    String path,
    Map<String, String> query,
    Headers headers,
    InetSocketAddress remoteAddress,
    boolean secure,
    TransportName transport,
    Instant issued) {

  public HandshakeRequest {
    query = Map.copyOf(query);
  }

  /**
   * For logs: of the query only the keys, since the values may be a session's id or a token.
   *
   * @return without values of the query or of headers that hold credentials
   */
  @Override
  public String toString() {
    return ("HandshakeRequest[path=%s, query=%s, headers=%s, remoteAddress=%s, secure=%s,"
            + " transport=%s, issued=%s]")
        .formatted(path, printableKeys(), headers, remoteAddress, secure, transport, issued);
  }

  private List<String> printableKeys() {
    return query.keySet().stream().sorted().map(key -> key.replaceAll("\\p{Cntrl}", "?")).toList();
  }

  /**
   * Whether the request came from a page of another origin, or at least names an origin.
   *
   * @return true if there is an {@code Origin} header
   */
  public boolean crossDomain() {
    return headers.first("Origin").isPresent();
  }
}
