package io.roomcast.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceNameTest {

  @ParameterizedTest
  @CsvSource({
    "/, index.html",
    "/app.js, app.js app.js/index.html",
    "/rooms, rooms rooms.html rooms/index.html",
    "/rooms/, rooms/index.html",
    "/a.b/rooms, a.b/rooms a.b/rooms.html a.b/rooms/index.html",
    "/css/site.css, css/site.css css/site.css/index.html",
    "/%61pp%2ejs, app.js app.js/index.html",
    "/a+b.js, a+b.js a+b.js/index.html",
  })
  void maps_a_path_to_names(String path, String names) {
    assertThat(ResourceName.candidates(path)).containsExactly(names.split(" "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/%ED%95%9C%EA%B5%AD%EC%96%B4.txt", "/%ed%95%9c%ea%b5%ad%ec%96%b4.txt"})
  void decodes_UTF_8_once(String path) {
    assertThat(ResourceName.candidates(path)).first().isEqualTo("한국어.txt");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "app.js",
        "//",
        "//app.js",
        "/a//b",
        "/a//",
        "/.",
        "/..",
        "/../secret",
        "/a/../../secret",
        "/a/./b",
        "/a/..",
        "/%2e%2e/secret",
        "/.%2e/secret",
        "/%2E%2e%2fsecret",
        "/..%2fsecret",
        "/a%2fb",
        "/a%2Fb",
        "/..%5csecret",
        "/..\\secret",
        "/a\\b",
        "/a%5cb",
        "/%252e%252e/secret",
        "/%252fsecret",
        "/%25",
        "/%c0%ae%c0%ae/secret",
        "/%c0%afsecret",
        "/%e0%80%ae/secret",
        "/%ff",
        "/%u002e",
        "/%",
        "/%2",
        "/%2g",
        "/%g2",
        "/%-1",
        "/%+1",
        "/a%00.html",
        "/%00",
        "/a%0d%0ab",
        "/a%7f",
        "/a%c2%85",
        "/C:/secret",
        "/c%3a/secret",
        "/index.html::$DATA",
        "/.git/config",
        "/.env",
        "/%2egit/config",
        "/a/.hidden/b",
        "/index.html.",
        "/index.html%20",
        "/...",
        "/a b",
        "/한국어.txt"
      })
  void refuses_whatever_might_lead_elsewhere(String path) {
    assertThat(ResourceName.candidates(path)).isEmpty();
  }

  @Test
  void no_mixture_of_dangerous_pieces_gives_a_name_that_leaves_the_folder() {
    String[] pieces = {
      "/",
      "..",
      ".",
      "%2e",
      "%2E",
      "%2f",
      "\\",
      "%5c",
      "%00",
      "%25",
      "%",
      "2e",
      "2f",
      "a",
      "b.html",
      ":",
      "%3a",
      "%c0%ae",
      "%ED%95%9C",
      " ",
      "%20",
      "\0"
    };
    Random random = new Random(20_260_101);
    int accepted = 0;
    for (int round = 0; round < 200_000; round++) {
      StringBuilder path = new StringBuilder("/");
      for (int i = random.nextInt(6); i >= 0; i--) {
        path.append(pieces[random.nextInt(pieces.length)]);
      }
      for (String name : ResourceName.candidates(path.toString())) {
        accepted++;
        for (String segment : name.split("/", -1)) {
          if (segment.isEmpty() || segment.startsWith(".") || segment.matches(".*[\\\\:%\0].*")) {
            throw new AssertionError(path + " became " + name);
          }
        }
      }
    }
    assertThat(accepted).isGreaterThan(1000);
  }
}
