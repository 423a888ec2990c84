package io.roomcast.bench.report;

import io.roomcast.bench.measure.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Horizontal bars with a line from the smallest to the largest number, as SVG. */
final class BarChart {
  /** What a bar is for. */
  enum Accent {
    OURS("#2563eb"),
    LIMIT("#94a3b8"),
    PEER("#d97706");

    private final String color;

    Accent(String color) {
      this.color = color;
    }
  }

  private record Bar(String label, Spread spread, int decimals, Accent accent) {}

  private static final int WIDTH = 760;
  private static final int LABELS = 230;
  private static final int VALUES = 150;
  private static final int ROW = 26;
  private static final int TOP = 44;

  private final String title;
  private final List<Bar> bars = new ArrayList<>();

  BarChart(String title) {
    this.title = title;
  }

  void add(String label, Spread spread, int decimals, Accent accent) {
    bars.add(new Bar(label, spread, decimals, accent));
  }

  boolean isEmpty() {
    return bars.isEmpty();
  }

  /** The whole file. */
  String svg() {
    int height = TOP + ROW * bars.size() + 12;
    double longest = bars.stream().mapToDouble(bar -> bar.spread().max()).max().orElse(0);
    double scale = longest > 0 ? (WIDTH - LABELS - VALUES) / longest : 0;
    StringBuilder svg = new StringBuilder();
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img" font-family="sans-serif" font-size="13">
        <title>%s</title>
        <rect width="%d" height="%d" fill="#ffffff"/>
        <text x="12" y="26" font-size="15" font-weight="bold" fill="#0f172a">%s</text>
        """
            .formatted(WIDTH, height, WIDTH, height, escape(title), WIDTH, height, escape(title)));
    for (int i = 0; i < bars.size(); i++) {
      append(svg, bars.get(i), TOP + ROW * i, scale);
    }
    return svg.append("</svg>\n").toString();
  }

  private static void append(StringBuilder svg, Bar bar, int top, double scale) {
    Spread spread = bar.spread();
    double end = LABELS + spread.median() * scale;
    double last = LABELS + spread.max() * scale;
    svg.append(
        String.format(
            Locale.ROOT,
            """
            <text x="%d" y="%d" text-anchor="end" fill="#0f172a">%s</text>
            <rect x="%d" y="%d" width="%.1f" height="%d" fill="%s"/>
            """,
            LABELS - 10,
            top + 17,
            escape(bar.label()),
            LABELS,
            top + 4,
            end - LABELS,
            ROW - 8,
            bar.accent().color));
    if (spread.count() > 1) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<path d=\"M%.1f %d H%.1f\" stroke=\"#0f172a\" stroke-width=\"1.5\"/>\n",
              LABELS + spread.min() * scale,
              top + 13,
              last));
    }
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%d\" fill=\"#334155\">%s</text>\n",
            last + 8,
            top + 17,
            escape(Numbers.text(spread.median(), bar.decimals()))));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
