import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Starts the README's server in a process of its own, talks Socket.IO to it over plain HTTP and
 * ends it: {@code java Probe.java with-client|without-client command…}. Exits with 0 if every
 * answer was right. Knows nothing of Roomcast, so it sees what a client sees.
 */
final class Probe {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern PORT = Pattern.compile(":(\\d+)\\s*$");
  private static final Pattern SID = Pattern.compile("\"sid\":\"([^\"]+)\"");

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final String origin;

  private Probe(int port) {
    this.origin = "http://127.0.0.1:" + port;
  }

  public static void main(String[] args) throws Exception {
    boolean withClient = args[0].equals("with-client");
    Process server =
        new ProcessBuilder(List.of(args).subList(1, args.length)).redirectErrorStream(true).start();
    try {
      var lines =
          new BufferedReader(
              new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
      int port =
          CompletableFuture.supplyAsync(() -> portOf(lines))
              .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      var drain =
          new Thread(() -> lines.lines().forEach(line -> System.out.println("  | " + line)));
      drain.setDaemon(true);
      drain.start();
      new Probe(port).talk(withClient);
      check(server.isAlive(), "the server ended by itself", server.toString());
    } finally {
      server.destroy();
      if (!server.waitFor(20, TimeUnit.SECONDS)) {
        server.destroyForcibly();
        throw new AssertionError("the server did not end when it was told to");
      }
    }
  }

  /** Reads what the server prints until a line ends with the port that it listens on. */
  private static int portOf(BufferedReader lines) {
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        System.out.println("  | " + line);
        Matcher port = PORT.matcher(line);
        if (port.find()) {
          return Integer.parseInt(port.group(1));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new AssertionError("the server ended before it said where it listens");
  }

  private void talk(boolean withClient) throws Exception {
    String open = get("/socket.io/?EIO=4&transport=polling");
    check(open.startsWith("0{") && open.contains("\"pingInterval\":"), "no open packet", open);
    check(open.contains("\"upgrades\":[\"websocket\"]"), "no offer of WebSocket", open);
    Matcher sid = SID.matcher(open);
    check(sid.find(), "no session id", open);
    String session = "/socket.io/?EIO=4&transport=polling&sid=" + sid.group(1);

    post(session, "40");
    await(session, "40{\"sid\":");
    post(session, "42[\"socketSend\",\"안녕\"]");
    await(session, "42[\"broadcast\",\"안녕\"]");
    post(session, "42[\"joinroom\",null]");
    post(session, "42[\"room1-send\",\"to the room\"]");
    await(session, "42[\"broadcast\",\"to the room\"]");
    post(session, "1");

    if (withClient) {
      String client = get("/socket.io/socket.io.js");
      check(
          client.contains("Socket.IO v4."),
          "not the client",
          client.lines().findFirst().orElse(""));
    }
  }

  private void await(String session, String packet) throws Exception {
    for (int polls = 0; polls < 10; polls++) {
      String answer = get(session);
      Optional<String> found =
          List.of(answer.split("\u001e")).stream().filter(p -> p.startsWith(packet)).findFirst();
      if (found.isPresent()) {
        return;
      }
      check(answer.matches("[23].*|4.*"), "unexpected answer", answer);
    }
    throw new AssertionError("waited in vain for " + packet);
  }

  private String get(String path) throws Exception {
    return send(HttpRequest.newBuilder(URI.create(origin + path)).GET());
  }

  private void post(String path, String body) throws Exception {
    String answer =
        send(
            HttpRequest.newBuilder(URI.create(origin + path))
                .header("Content-Type", "text/plain;charset=UTF-8")
                .POST(BodyPublishers.ofString(body)));
    check(answer.equals("ok"), "the packet was not taken", answer);
  }

  private String send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> answer =
        http.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
    check(answer.statusCode() == 200, "status " + answer.statusCode(), answer.body());
    return answer.body();
  }

  private static void check(boolean right, String wrong, String seen) {
    if (!right) {
      throw new AssertionError(wrong + ": " + seen);
    }
  }
}
