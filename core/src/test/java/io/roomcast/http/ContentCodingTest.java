package io.roomcast.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.spi.transport.Headers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentCodingTest {

  private static ContentCoding preferred(String... fields) {
    Headers.Builder headers = Headers.builder();
    for (String field : fields) {
      headers.add("Accept-Encoding", field);
    }
    return ContentCoding.preferredBy(headers.build());
  }

  @ParameterizedTest
  @DisplayName("EIO-47 API-4 the highest weight wins, then what the client names first")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gzip                                   | GZIP
          gzip, deflate, br, zstd                | GZIP
          deflate, gzip                          | DEFLATE
          br;q=1.0, deflate;q=0.8, gzip;q=0.6    | DEFLATE
          deflate;q=0.5,gzip;q=0.501             | GZIP
          GZIP ; Q=0.001                         | GZIP
          *                                      | GZIP
          gzip;q=0, *                            | DEFLATE
          *;q=0.5, gzip;q=0.2                    | DEFLATE
          deflate, *                             | DEFLATE
          gzip, gzip;q=0                         | GZIP
          gzip, identity                         | GZIP
          gzip;q=0.5, identity                   | IDENTITY
          gzip;q=0.5, identity;q=0               | GZIP
          identity;q=0                           | IDENTITY
          gzip;q=0, deflate;q=0.0                | IDENTITY
          *;q=0                                  | IDENTITY
          br, zstd                               | IDENTITY
          ''                                     | IDENTITY
          """)
  void preference(String field, ContentCoding expected) {
    assertThat(preferred(field)).isEqualTo(expected);
  }

  @ParameterizedTest
  @DisplayName("EIO-47 a malformed element counts for nothing, the others count")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gzip;q=1.001          | IDENTITY
          gzip;q=2              | IDENTITY
          gzip;q=0.5555         | IDENTITY
          gzip;q=-1             | IDENTITY
          gzip;q=.5             | IDENTITY
          gzip;q=0,5            | IDENTITY
          gzip;q                | IDENTITY
          gzip;q=               | IDENTITY
          gzip;q=1x             | IDENTITY
          gzip;q=1e1            | IDENTITY
          gzip;                 | IDENTITY
          gzip;level=1          | IDENTITY
          ;q=1                  | IDENTITY
          gz ip                 | IDENTITY
          gzip;q=x, deflate     | DEFLATE
          ,,,gzip,,             | GZIP
          gzip;q=1.000          | GZIP
          gzip;q=0.             | IDENTITY
          gzip;q=1.             | GZIP
          """)
  void malformed(String field, ContentCoding expected) {
    assertThat(preferred(field)).isEqualTo(expected);
  }

  @Test
  @DisplayName("EIO-47 without the header nothing is compressed; several fields are one list")
  void fields() {
    assertThat(preferred()).isEqualTo(ContentCoding.IDENTITY);
    assertThat(preferred("br", "deflate", "gzip")).isEqualTo(ContentCoding.DEFLATE);
  }

  @Test
  @DisplayName("SEC-11 an endless list is read up to a bound")
  void bounded() {
    StringBuilder endless = new StringBuilder();
    for (int i = 1; i < AcceptEncoding.MAX_CODINGS; i++) {
      endless.append('x').append(i).append(',');
    }
    assertThat(preferred(endless + "gzip")).isEqualTo(ContentCoding.GZIP);
    assertThat(preferred(endless + "y,gzip")).isEqualTo(ContentCoding.IDENTITY);
  }

  @Test
  @DisplayName("EIO-47 gzip and deflate are what every client takes them for")
  void encodes() throws IOException {
    for (String text : new String[] {"", "a", "some text ".repeat(5000)}) {
      ByteBuffer content = ByteBuffer.wrap(text.getBytes(UTF_8)).asReadOnlyBuffer();
      for (int level : new int[] {Deflater.BEST_SPEED, Deflater.BEST_COMPRESSION}) {
        byte[] gzip = ContentCoding.GZIP.encode(content.duplicate(), level).array();
        byte[] zlib = ContentCoding.DEFLATE.encode(content.duplicate(), level).array();
        assertThat(new GZIPInputStream(new ByteArrayInputStream(gzip)).readAllBytes())
            .isEqualTo(text.getBytes(UTF_8));
        assertThat(new InflaterInputStream(new ByteArrayInputStream(zlib)).readAllBytes())
            .isEqualTo(text.getBytes(UTF_8));
      }
      assertThat(ContentCoding.IDENTITY.encode(content, 1)).isSameAs(content);
    }
  }
}
