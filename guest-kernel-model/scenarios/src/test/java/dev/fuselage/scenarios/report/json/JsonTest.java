package dev.fuselage.scenarios.report.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonTest {

    @Test
    void whatIsWrittenIsReadBack() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("z", 1L);
        value.put("a", List.of("x\"\\\n\u0001ü", true, List.of()));
        value.put("m", Map.of());
        value.put("n", Arrays.asList((Object) null));
        assertThat(JsonReader.read(Json.pretty(value))).isEqualTo(value);
        assertThat(JsonReader.read(Json.compact(value))).isEqualTo(value);
    }

    @Test
    void keysKeepTheirOrder() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("z", 1);
        value.put("a", 0.25);
        assertThat(Json.compact(value)).isEqualTo("{\"z\":1,\"a\":0.25}");
        assertThat(Json.pretty(value)).isEqualTo("{\n  \"z\": 1,\n  \"a\": 0.25\n}");
    }

    @ParameterizedTest
    @CsvSource({"1.0, 1", "0.1234567, 0.123", "12.50, 12.5", "100.0, 100"})
    void fractionsHaveThreeDigitsAtMost(double value, String text) {
        assertThat(Json.compact(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "{; column 2: the text ends too early",
                "[1,]; column 4: no value",
                "[1 2]; column 4: ']' is missing",
                "{\"a\" 1}; column 6: ':' is missing",
                "\"a; column 3: the text ends too early",
                "1 2; column 3: something follows the value",
                "nul; column 1: no value"
            })
    void whatIsNotJsonIsRefusedWithItsPlace(String text, String message) {
        assertThatThrownBy(() -> JsonReader.read(text)).hasMessage(message);
    }
}
