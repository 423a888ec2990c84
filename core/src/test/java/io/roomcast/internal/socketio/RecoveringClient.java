package io.roomcast.internal.socketio;

import io.roomcast.ConnectionStateRecovery;
import io.roomcast.Socket;
import io.roomcast.engineio.CloseReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client that keeps what an official one keeps between its connections. */
final class RecoveringClient {

  /** How long it may be away. */
  static final Duration TIME = Duration.ofMinutes(2);

  static final Pattern REPLY =
      Pattern.compile("0\\{\"sid\":\"([^\"]{20})\",\"pid\":\"([^\"]{20})\"}");
  private static final Pattern EVENT = Pattern.compile("2\\[\"e\",(.*),\"([^\"]+)\"]");

  TestBed bed;
  FakeSession session;
  String sid;
  String pid;
  String offset;

  RecoveringClient(TestBed bed) {
    this.bed = bed;
    connect();
  }

  /** A server whose clients may come back. */
  static TestBed bed(UnaryOperator<ConnectionStateRecovery> change) {
    return bed(Runnable::run, change);
  }

  /** As above, with the application on that executor. */
  static TestBed bed(Executor executor, UnaryOperator<ConnectionStateRecovery> change) {
    return new TestBed(
        executor,
        builder ->
            builder.connectionStateRecovery(change.apply(ConnectionStateRecovery.within(TIME))));
  }

  /** The sessions of the main namespace. */
  static RecoverableSessions sessions(TestBed of) {
    return ((LocalNamespace) of.io()).recoverable().orElseThrow();
  }

  /** Joins with what it has, and reads what it gets; returns the events. */
  List<String> connect() {
    session = bed.connect();
    String ticket = pid == null ? "" : "{\"token\":\"t\",\"pid\":\"" + pid + "\"" + known() + "}";
    session.text("0" + ticket);
    return read();
  }

  private String known() {
    return offset == null ? "" : ",\"offset\":\"" + offset + "\"";
  }

  /** The events of this connection, of which it remembers the last one's offset. */
  List<String> read() {
    List<String> events = new ArrayList<>();
    for (String text : session.received()) {
      Matcher reply = REPLY.matcher(text);
      Matcher event = EVENT.matcher(text);
      if (reply.matches()) {
        sid = reply.group(1);
        pid = reply.group(2);
      } else if (event.matches()) {
        events.add(event.group(1));
        offset = event.group(2);
      }
    }
    return events;
  }

  void lose() {
    session.end(CloseReason.TRANSPORT_CLOSE);
  }

  Socket socket() {
    return bed.io().socket(sid).orElseThrow();
  }
}
