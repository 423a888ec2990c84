package io.roomcast.bench.report;

import java.util.List;

/**
 * What a front page says around the numbers that it quotes.
 *
 * @param heading above them
 * @param figures the columns of the table
 * @param origin what was measured: on which machine, system and JDK, when, which commit, where all
 *     of it is
 */
record Language(String heading, List<String> figures, String origin) {
  static final Language ENGLISH =
      new Language(
          "How fast it is",
          List.of(
              "broadcast, D = 1",
              "broadcast, D = 8",
              "1 KiB, D = 8",
              "echo with ack",
              "connect",
              "live heap, B"),
          "Server CPU time in µs per delivery, answer or connect, with 1000 clients (D messages"
              + " under way), and live heap per idle connection; medians. %s, %s, %s; measured %s."
              + " Ours is %s. All numbers, versions and targets: [report](%s).");

  static final Language KOREAN =
      new Language(
          "성능",
          List.of("브로드캐스트, D = 1", "브로드캐스트, D = 8", "1 KiB, D = 8", "ack가 있는 에코", "연결", "라이브 힙, B"),
          "클라이언트 1000개일 때 전달·응답·연결 한 건에 드는 서버 CPU 시간(µs, D는 동시에 진행 중인 메시지 수)과 유휴 연결"
              + " 하나당 라이브 힙의 중앙값입니다. 측정 환경: %s, %s, %s. 측정 시각: %s. Roomcast 버전: %s."
              + " 모든 수치와 버전, 목표: [보고서](%s).");

  /** That of a page, by the end of its name: {@code README.ko.md} is Korean. */
  static Language of(String page) {
    return page.endsWith(".ko.md") ? KOREAN : ENGLISH;
  }
}
