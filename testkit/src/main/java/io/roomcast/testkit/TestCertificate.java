package io.roomcast.testkit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A certificate for tests of TLS, with its key: signed by itself, new for each test run, valid for
 * a day and for {@code localhost}, {@code 127.0.0.1} and {@code ::1}. No file of it stays behind.
 *
 * <pre>{@code
 * TestCertificate certificate = TestCertificate.create();
 * Transport transport = MyTransport.onPort(0).withTls(certificate.serverContext());
 * Server io = Server.builder().transport(transport).build();
 * SocketPeer client = SocketPeer.secure(io.start().join(), certificate.clientContext());
 * }</pre>
 *
 * <p>Immutable and thread-safe. It is made with {@code keytool}, which every JDK has.
 */
public final class TestCertificate {
  private static final String ALIAS = "server";
  private static final char[] PASSWORD = "for a test".toCharArray();

  private final KeyStore keys;

  private TestCertificate(KeyStore keys) {
    this.keys = keys;
  }

  /**
   * Makes a certificate. Blocks for about a second, for {@code keytool} runs as a process of its
   * own; share it where many tests need one.
   *
   * @return a new certificate with a new key
   * @throws IllegalStateException if {@code keytool} is missing or fails; the message has its
   *     output
   */
  public static TestCertificate create() {
    try {
      Path folder = Files.createTempDirectory("roomcast-certificate");
      Path store = folder.resolve("keys.p12");
      try {
        runKeytool(store);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = new ByteArrayInputStream(Files.readAllBytes(store))) {
          keys.load(in, PASSWORD);
        }
        return new TestCertificate(keys);
      } finally {
        Files.deleteIfExists(store);
        Files.deleteIfExists(folder);
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("no certificate for the test: " + e.getMessage(), e);
    }
  }

  /**
   * The certificate.
   *
   * @return X.509, its own issuer
   */
  public X509Certificate certificate() {
    try {
      return (X509Certificate) keys.getCertificate(ALIAS);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The private key that belongs to it.
   *
   * @return an elliptic-curve key
   */
  public PrivateKey key() {
    try {
      return (PrivateKey) keys.getKey(ALIAS, PASSWORD);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The certificate as a file of it would read, for programs that take one.
   *
   * @return in PEM, with a line break at the end
   */
  public String certificatePem() {
    try {
      return pem("CERTIFICATE", certificate().getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The private key as a file of it would read, for programs that take one.
   *
   * @return PKCS #8 in PEM, not encrypted, with a line break at the end
   */
  public String keyPem() {
    return pem("PRIVATE KEY", key().getEncoded());
  }

  private static String pem(String what, byte[] content) {
    Base64.Encoder lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(what, lines.encodeToString(content), what);
  }

  /**
   * What a server needs.
   *
   * @return a context that presents this certificate and asks clients for none
   */
  public SSLContext serverContext() {
    try {
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(keys, PASSWORD);
      return context("TLS", factory.getKeyManagers(), null);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * What a client needs.
   *
   * @return a context that trusts this certificate and no other, with the JDK's newest protocol
   */
  public SSLContext clientContext() {
    return clientContext("TLS");
  }

  /**
   * What a client of a certain protocol needs.
   *
   * @param protocol the newest one that it offers, for example {@code TLSv1.2}
   * @return a context that trusts this certificate and no other
   * @throws IllegalArgumentException if the JDK does not know the protocol
   */
  public SSLContext clientContext(String protocol) {
    try {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      trusted.setCertificateEntry(ALIAS, certificate());
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(trusted);
      return context(protocol, null, factory.getTrustManagers());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("no context for " + protocol + ": " + e.getMessage(), e);
    }
  }

  private static SSLContext context(
      String protocol, KeyManager @Nullable [] keys, TrustManager @Nullable [] trust)
      throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance(protocol);
    context.init(keys, trust, null);
    return context;
  }

  private static void runKeytool(Path store) throws IOException {
    String password = new String(PASSWORD);
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    ALIAS,
                    "-keyalg",
                    "EC",
                    "-groupname",
                    "secp256r1",
                    "-dname",
                    "CN=localhost",
                    "-ext",
                    "san=dns:localhost,ip:127.0.0.1,ip:::1",
                    "-validity",
                    "1",
                    "-storetype",
                    "PKCS12",
                    "-storepass",
                    password,
                    "-keystore",
                    store.toString()))
            .redirectErrorStream(true)
            .start();
    try (InputStream output = keytool.getInputStream()) {
      String said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      int status = keytool.waitFor();
      if (status != 0) {
        throw new IOException("keytool ended with " + status + " and said: " + said.strip());
      }
    } catch (InterruptedException e) {
      keytool.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while keytool was at work", e);
    }
  }
}
