package dev.fuselage.kernel.program.libc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OptionsTest {

    private static Options parse(String... args) throws BadUsage {
        return Options.of("abn:", "all=a", "count=n").parse(List.of(args));
    }

    @Test
    void lettersMayBeJoinedAndAValueMayFollowAtOnce() throws BadUsage {
        Options o = parse("-abn5", "x");
        assertThat(o.has('a') && o.has('b')).isTrue();
        assertThat(o.value('n', "")).isEqualTo("5");
        assertThat(o.operands()).containsExactly("x");
    }

    @Test
    void optionsMayStandAfterOperandsUntilTwoHyphens() throws BadUsage {
        Options o = parse("x", "-a", "--", "-b");
        assertThat(o.has('a')).isTrue();
        assertThat(o.has('b')).isFalse();
        assertThat(o.operands()).containsExactly("x", "-b");
    }

    @Test
    void aLongOptionIsItsLetter() throws BadUsage {
        Options o = parse("--all", "--count=7");
        assertThat(o.has('a')).isTrue();
        assertThat(o.value('n', "")).isEqualTo("7");
    }

    @Test
    void ofOptionsThatOverrideEachOtherTheLastCounts() throws BadUsage {
        assertThat(parse("-a", "-b").last("ab")).isEqualTo('b');
        assertThat(parse("-b", "-a").last("ab")).isEqualTo('a');
        assertThat(parse("x").last("ab")).isEqualTo('\0');
    }

    @Test
    void aLoneHyphenIsAnOperand() throws BadUsage {
        assertThat(parse("-").operands()).containsExactly("-");
    }

    @Test
    void aPlusEndsOptionsAtTheFirstOperand() throws BadUsage {
        Options o = Options.of("+a").parse(List.of("x", "-a"));
        assertThat(o.operands()).containsExactly("x", "-a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-z      | invalid option -- 'z'",
                "-n      | option requires an argument -- 'n'",
                "--alll  | unrecognized option '--alll'",
                "--all=x | option '--all' doesn't allow an argument",
                "--count | option '--count' requires an argument"
            })
    void badOptionsAreNamed(String arg, String message) {
        assertThatThrownBy(() -> parse(arg)).isInstanceOf(BadUsage.class).hasMessage(message);
    }
}
