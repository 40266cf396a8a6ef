package dev.fuselage.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConstantsTest {
    static List<String> constants() {
        return Tables.lines(ConstantsTest.class, "constants.txt");
    }

    @ParameterizedTest
    @MethodSource("constants")
    void everyConstantOfTheHeaderHasItsValue(String line) throws Exception {
        String[] words = line.split(" ", -1);
        long expected = Long.parseUnsignedLong(words[1].substring(2), 16);
        String[] ours = words[2].split("\\.", -1);
        Object value = Tables.constantOf(Class.forName("dev.fuselage.fuse." + ours[0]), ours[1]);
        long actual =
                switch (value) {
                    case Integer i -> Integer.toUnsignedLong(i);
                    case Long l -> l;
                    case Opcode opcode -> opcode.number();
                    case NotifyCode code -> code.number();
                    default -> throw new AssertionError(value.getClass());
                };
        assertThat(actual).isEqualTo(expected);
    }
}
