package io.roomcast.internal.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.internal.socketio.SessionTransit.Passage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SessionTransitTest {
  private final SessionTransit transit = new SessionTransit();
  private final List<String> told = new ArrayList<>();

  private final class Named implements SessionTransit.Claimant {
    private final String name;

    Named(String name) {
      this.name = name;
    }

    @Override
    public void comes() {
      told.add(name + " comes");
    }

    @Override
    public void mayTake() {
      told.add(name + " may take");
    }

    @Override
    public void overtaken() {
      told.add(name + " is overtaken");
    }
  }

  private void claim(String name) {
    transit.claim("pid", new Named(name));
  }

  /** What happened since it was asked last. */
  private List<String> told() {
    List<String> all = List.copyOf(told);
    told.clear();
    return all;
  }

  @Test
  @DisplayName("API-45 a session that nobody is about to take is had at once, by each who asks")
  void free() {
    claim("a");
    transit.claim("another", new Named("b"));
    assertThat(told()).containsExactly("a comes", "a may take", "b comes", "b may take");
  }

  @Test
  @DisplayName("API-45 of those who wait for a session the one has it next that asked last")
  void lastWaits() {
    claim("a");
    told();
    claim("b");
    claim("c");
    assertThat(told()).containsExactly("b comes", "c comes", "b is overtaken");
    transit.end("pid");
    assertThat(told()).containsExactly("c comes", "c may take");
    assertThat(transit.find("pid")).as("others wait for that").isPresent();
    transit.end("pid");
    assertThat(told()).isEmpty();
    assertThat(transit.find("pid")).isEmpty();
  }

  @Test
  @DisplayName("API-45 who waits goes on waiting where the session is about to be put in meanwhile")
  void announced() {
    claim("a");
    claim("b");
    Passage first = transit.find("pid").orElseThrow();
    told();
    transit.announce("pid");
    transit.end("pid", first);
    assertThat(told()).as("that way is another one's by now").isEmpty();
    transit.end("pid");
    assertThat(told()).containsExactly("b comes", "b may take");
  }

  @Test
  @DisplayName("API-45 whose turn comes does not overtake who has asked in just that moment")
  void inTheMoment() {
    claim("a");
    transit.claim(
        "pid",
        new SessionTransit.Claimant() {
          private boolean again;

          @Override
          public void comes() {
            if (again) { // it is free at this instant
              claim("c");
              claim("d");
            }
            again = true;
          }

          @Override
          public void mayTake() {
            told.add("b may take");
          }

          @Override
          public void overtaken() {
            told.add("b is overtaken");
          }
        });
    told();
    transit.end("pid");
    assertThat(told()).containsExactly("c comes", "c may take", "d comes", "b is overtaken");
    transit.end("pid");
    assertThat(told()).containsExactly("d comes", "d may take");
  }

  @Test
  @DisplayName("nobody waits for a store that is not there any more")
  void cleared() {
    claim("a");
    claim("b");
    told();
    transit.clear();
    assertThat(told()).containsExactly("b is overtaken");
    claim("c");
    assertThat(told()).containsExactly("c comes", "c may take");
  }
}
