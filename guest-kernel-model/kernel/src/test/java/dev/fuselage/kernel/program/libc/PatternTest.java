package dev.fuselage.kernel.program.libc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PatternTest {

    @ParameterizedTest
    @CsvSource({
        "*, anything, true",
        "*.c, a.c, true",
        "*.c, a.h, false",
        "a*b*c, aXbYbZc, true",
        "a*b*c, aXbY, false",
        "?, a, true",
        "?, ab, false",
        "[a-c]x, bx, true",
        "[!a-c]x, bx, false",
        "[^a-c]x, dx, true",
        "[]a], ], true",
        "[a, [a, true",
        "\\*, *, true",
        "\\*, a, false",
        "a\\?, a?, true",
        "**, '', true",
        "a*, a, true",
        "*a, ba, true"
    })
    void aNameMatchesAsForTheShell(String pattern, String name, boolean expected) {
        assertThat(new Pattern(pattern).matches(name)).isEqualTo(expected);
    }
}
