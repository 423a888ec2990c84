package io.roomcast.transport.javawebsocket;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * How a {@link JavaWebSocketTransport} speaks TLS: with which certificate, with whom, and in which
 * versions.
 *
 * <pre>{@code
 * AtomicReference<SSLContext> current = new AtomicReference<>(certificates.load());
 * JavaWebSocketTransport.onPort(8443)
 *     .withTls(Tls.from(current::get)
 *         .withClientAuthentication(Tls.ClientAuthentication.NEED));
 * timer.scheduleWithFixedDelay(
 *     () -> current.set(certificates.load()), 1, 1, TimeUnit.DAYS);
 * }</pre>
 *
 * <p>What is not set here is the business of the {@code SSLContext}: keys, trusted issuers, session
 * cache. Clients that ask for a protocol inside TLS (ALPN) are given {@code http/1.1}, or refused
 * if they speak nothing of the kind. The server's order of cipher suites decides. Renegotiation,
 * which TLS 1.2 and before know, is refused.
 *
 * <p>Immutable and thread-safe: each {@code with…} method returns a new object.
 *
 * <p>Counterpart in Socket.IO: the options of the {@code https.createServer} to which a server is
 * attached.
 */
public final class Tls {
  private static final String[] APPLICATION_PROTOCOLS = {"http/1.1"};

  /** Whether clients have to show a certificate. Who is trusted is up to the SSLContext. */
  public enum ClientAuthentication {
    /** Clients are not asked. */
    NONE,
    /** Clients are asked and may decline; a certificate that is not trusted ends the handshake. */
    WANT,
    /** The handshake fails without a trusted certificate. */
    NEED
  }

  private final Supplier<SSLContext> contexts;
  private final ClientAuthentication clientAuthentication;
  private final List<String> protocols;
  private final List<String> cipherSuites;

  private Tls(
      Supplier<SSLContext> contexts,
      ClientAuthentication clientAuthentication,
      List<String> protocols,
      List<String> cipherSuites) {
    this.contexts = contexts;
    this.clientAuthentication = clientAuthentication;
    this.protocols = protocols;
    this.cipherSuites = cipherSuites;
  }

  /**
   * TLS with one context for all connections.
   *
   * @param context initialised, with a key
   * @return TLS 1.2 and 1.3, without client certificates, with the cipher suites of the JDK
   */
  public static Tls of(SSLContext context) {
    Objects.requireNonNull(context, "context");
    return from(() -> context);
  }

  /**
   * TLS whose context may change, so that a renewed certificate needs no restart.
   *
   * @param contexts asked once before the port is bound, on the thread that calls {@link
   *     JavaWebSocketTransport#start} or, where that waits for a stop, on a thread of the run that
   *     ends; then for each new connection, on one of the threads for handshakes, by several at
   *     once; connections that are open keep theirs. It should return at once what it holds. Where
   *     it fails, the connection is closed and the failure is logged, at most once a minute
   * @return TLS 1.2 and 1.3, without client certificates, with the cipher suites of the JDK
   */
  public static Tls from(Supplier<SSLContext> contexts) {
    Objects.requireNonNull(contexts, "contexts");
    return new Tls(contexts, ClientAuthentication.NONE, List.of("TLSv1.3", "TLSv1.2"), List.of());
  }

  /**
   * Sets whether clients have to show a certificate.
   *
   * @param wish default {@link ClientAuthentication#NONE}
   * @return a new object
   */
  public Tls withClientAuthentication(ClientAuthentication wish) {
    Objects.requireNonNull(wish, "wish");
    return new Tls(contexts, wish, protocols, cipherSuites);
  }

  /**
   * Sets the versions that are spoken.
   *
   * @param names as the JDK calls them, such as {@code TLSv1.3}; a start fails with a name that it
   *     does not know. Default: {@code TLSv1.3} and {@code TLSv1.2}
   * @return a new object
   * @throws IllegalArgumentException if there is none
   */
  public Tls withProtocols(String... names) {
    return new Tls(contexts, clientAuthentication, someOf(names, "protocols"), cipherSuites);
  }

  /**
   * Sets the cipher suites that are spoken.
   *
   * @param names as the JDK calls them, the preferred one first; a start fails with a name that it
   *     does not know. Default: those that the JDK enables, in its order
   * @return a new object
   * @throws IllegalArgumentException if there is none
   */
  public Tls withCipherSuites(String... names) {
    return new Tls(contexts, clientAuthentication, protocols, someOf(names, "cipherSuites"));
  }

  private static List<String> someOf(String[] names, String what) {
    if (names.length == 0) {
      throw new IllegalArgumentException(what + " must not be empty");
    }
    return List.of(names);
  }

  /** Makes an engine for one connection, with the context of now. */
  SSLEngine newEngine() {
    SSLContext context = Objects.requireNonNull(contexts.get(), "the SSLContext supplied");
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(protocols.toArray(String[]::new));
    if (!cipherSuites.isEmpty()) {
      parameters.setCipherSuites(cipherSuites.toArray(String[]::new));
    }
    parameters.setUseCipherSuitesOrder(true);
    parameters.setApplicationProtocols(APPLICATION_PROTOCOLS);
    switch (clientAuthentication) {
      case NONE -> {}
      case WANT -> parameters.setWantClientAuth(true);
      case NEED -> parameters.setNeedClientAuth(true);
    }
    engine.setSSLParameters(parameters);
    return engine;
  }
}
