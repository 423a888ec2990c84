package io.roomcast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.EmitResult;
import io.roomcast.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the server has seen of one socket, to which its client may come back. Thread-safe. */
final class Life {
  private final String id;
  private final List<Integer> heard = new ArrayList<>();
  private final Map<Socket, Integer> disconnections = new HashMap<>();
  private int told;
  private int questions;
  private int joinedAfter;

  Life(String id) {
    this.id = id;
  }

  synchronized void connected(Socket socket) {
    assertThat(disconnections.put(socket, 0)).as("a second connection of " + id).isNull();
    socket.onDisconnect(reason -> disconnected(socket));
  }

  private synchronized void disconnected(Socket socket) {
    disconnections.merge(socket, 1, Integer::sum);
  }

  /** It comes into the hall when so much has been said there. */
  synchronized void joinsAfter(int said) {
    joinedAfter = said;
  }

  synchronized int joinedAfter() {
    return joinedAfter;
  }

  synchronized void hears(int number) {
    heard.add(number);
  }

  synchronized List<Integer> heard() {
    return List.copyOf(heard);
  }

  /** Sends the socket its next event. */
  synchronized void tell(Socket socket, String event, @Nullable Object... more) {
    @Nullable Object[] values = new @Nullable Object[more.length + 1];
    values[0] = told + 1;
    System.arraycopy(more, 0, values, 1, more.length);
    if (socket.emit(event, values) == EmitResult.QUEUED) {
      told++;
    }
  }

  synchronized int nextQuestion() {
    return ++questions;
  }

  synchronized int told() {
    return told;
  }

  /** Each of its connections that was told of has ended, and once. */
  synchronized void checkEnded() {
    assertThat(disconnections.values()).as("disconnections of " + id).allMatch(it -> it == 1);
  }

  @Override
  public synchronized String toString() {
    return id + " heard " + heard + ", was told " + told + " and in the hall from " + joinedAfter;
  }
}
