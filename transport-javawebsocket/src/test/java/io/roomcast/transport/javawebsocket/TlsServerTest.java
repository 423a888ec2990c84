package io.roomcast.transport.javawebsocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.Server;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A Socket.IO server inside TLS")
class TlsServerTest {
  private static final Pattern SID = Pattern.compile("^0\\{\"sid\":\"([^\"]+)\"");

  @Test
  @DisplayName("serves the clients of the JDK by polling, by WebSocket, and across the upgrade")
  void wholeServer() throws Exception {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Server io =
        Server.builder()
            .transport(JavaWebSocketTransport.on(anyPort).withTls(TestTls.server()))
            .build();
    BlockingQueue<Boolean> secure = new LinkedBlockingQueue<>();
    io.onConnection(
        socket -> {
          secure.add(socket.handshake().secure());
          socket.on("shout", String.class, text -> io.emit("heard", text));
        });
    try (io) {
      int port = io.start().toCompletableFuture().get(20, TimeUnit.SECONDS).getPort();
      HttpClient http =
          HttpClient.newBuilder().sslContext(TestTls.CERTIFICATE.clientContext()).build();
      String address = "://localhost:" + port + "/socket.io/?EIO=4&transport=";

      Messages direct = new Messages();
      WebSocket first = connect(http, URI.create("wss" + address + "websocket"), direct);
      assertThat(direct.next()).matches(SID.asPredicate());
      send(first, "40");
      assertThat(direct.next()).startsWith("40{");

      String poll = "https" + address + "polling";
      Matcher sid = SID.matcher(get(http, poll));
      assertThat(sid.find()).isTrue();
      String session = "&sid=" + sid.group(1);
      assertThat(post(http, poll + session, "40")).isEqualTo("ok");
      assertThat(get(http, poll + session)).startsWith("40{");
      assertThat(post(http, poll + session, "42[\"shout\",\"안녕\"]")).isEqualTo("ok");
      assertThat(direct.next()).isEqualTo("42[\"heard\",\"안녕\"]");
      assertThat(get(http, poll + session)).isEqualTo("42[\"heard\",\"안녕\"]");

      Messages upgraded = new Messages();
      WebSocket second =
          connect(http, URI.create("wss" + address + "websocket" + session), upgraded);
      send(second, "2probe");
      assertThat(upgraded.next()).isEqualTo("3probe");
      send(second, "5");
      send(second, "42[\"shout\",\"" + "x".repeat(100_000) + "\"]");
      assertThat(direct.next().length()).isEqualTo(100_014);
      assertThat(upgraded.next().length()).isEqualTo(100_014);

      assertThat(secure.take()).isTrue();
      assertThat(secure.take()).isTrue();
      first.abort();
      second.abort();
    }
  }

  private static WebSocket connect(HttpClient http, URI uri, Messages messages) throws Exception {
    return http.newWebSocketBuilder().buildAsync(uri, messages).get(20, TimeUnit.SECONDS);
  }

  private static void send(WebSocket socket, String text) throws Exception {
    socket.sendText(text, true).get(20, TimeUnit.SECONDS);
  }

  private static String get(HttpClient http, String uri) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(uri)).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private static String post(HttpClient http, String uri, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(uri))
            .header("Content-Type", "text/plain;charset=UTF-8")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private static final class Messages implements WebSocket.Listener {
    private final BlockingQueue<String> whole = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();

    String next() throws InterruptedException {
      String message = whole.poll(20, TimeUnit.SECONDS);
      assertThat(message).isNotNull();
      return message;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      partial.append(text);
      if (last) {
        whole.add(partial.toString());
        partial.setLength(0);
      }
      socket.request(1);
      return CompletableFuture.completedFuture(null);
    }
  }
}
