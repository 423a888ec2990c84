package io.roomcast.spi.transport;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/**
 * One HTTP request and its answer. Exactly one of {@link #respond} and {@link #upgrade} is called,
 * once, from any thread, now or much later. All methods are thread-safe and none blocks.
 *
 * <p>Requests of one connection are handed over one at a time: the next one after the answer to the
 * previous one has been queued.
 *
 * <pre>{@code
 * exchange.body().thenAccept(body ->
 *     exchange.respond(200, Headers.of("Content-Type", "text/plain"), body)); // an echo
 * }</pre>
 */
public interface Exchange {

  /**
   * The request method.
   *
   * @return as sent, in upper case for the methods of HTTP
   */
  String method();

  /**
   * The path of the request target.
   *
   * @return as sent, percent-encoding included; always begins with {@code /}, or is {@code *}
   */
  String path();

  /**
   * The query of the request target.
   *
   * @return what follows the first {@code ?}, as sent; empty where there is none
   */
  String rawQuery();

  /**
   * The request headers.
   *
   * @return immutable, in the order of arrival
   */
  Headers headers();

  /**
   * The peer of the TCP connection; a proxy's address where one stands in between.
   *
   * @return the address
   */
  InetSocketAddress remoteAddress();

  /**
   * Whether the connection is encrypted.
   *
   * @return true on TLS
   */
  boolean secure();

  /**
   * Whether this is a valid WebSocket opening handshake (RFC 6455, section 4.2.1), so that {@link
   * #upgrade} may be called.
   *
   * @return true if it may be upgraded
   */
  boolean isUpgrade();

  /**
   * The whole request body. The transport collects it and holds it to {@link
   * Limits#maxBodyBytes()}, counting what really arrives.
   *
   * @return the same stage at each call. Completes on an I/O thread with the body, which then
   *     belongs to the caller (empty where the request has none); exceptionally with {@link
   *     BodyTooLargeException}, or with another {@link TransportException} where the peer went away
   *     or took too long
   */
  CompletionStage<ByteBuffer> body();

  /**
   * Answers. The transport adds {@code Content-Length} and what HTTP itself asks for, leaves the
   * body out for HEAD, and closes the connection afterwards where the request's body was not read
   * to its end or the client asked for it.
   *
   * @param status the HTTP status code, 200 to 599
   * @param headers further headers
   * @param body the body; the transport only reads it, so it may be shared, but must not change
   * @return completes when the operating system has taken the last byte; exceptionally if the
   *     connection ended before that
   * @throws IllegalStateException if the exchange was answered or upgraded before
   * @throws IllegalArgumentException if the status is out of range
   */
  CompletionStage<Void> respond(int status, Headers headers, ByteBuffer body);

  /**
   * Answers {@code 101 Switching Protocols} and hands the connection over to {@code listener}:
   * {@link WebSocketListener#onOpen} first, or only {@link WebSocketListener#onClosed} where the
   * connection has ended before.
   *
   * @param headers further headers of the 101; {@code Sec-WebSocket-Protocol} among them chooses
   *     the subprotocol
   * @param listener receives all that happens on the connection
   * @throws IllegalStateException if {@link #isUpgrade()} is false, or the exchange was answered or
   *     upgraded before
   */
  void upgrade(Headers headers, WebSocketListener listener);

  /**
   * Registers what is to be done when the peer goes away before the answer was handed over. At most
   * one action is kept; it runs once, on an I/O thread, at once if the peer has gone already, and
   * never after the answer was written in full.
   *
   * @param action short and non-blocking
   */
  void onAbort(Runnable action);
}
