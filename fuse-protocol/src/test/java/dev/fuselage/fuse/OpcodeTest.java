package dev.fuselage.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OpcodeTest {
    /** The opcodes of the header by number, without the two that only detect a byte order. */
    private static Map<Integer, String> header() {
        Map<Integer, String> opcodes = new HashMap<>();
        for (String line : Tables.lines(OpcodeTest.class, "constants.txt")) {
            String[] words = line.split(" ", -1);
            if (words[2].startsWith("Opcode.")) {
                opcodes.put(Integer.decode(words[1]), words[2].substring("Opcode.".length()));
            }
        }
        return opcodes;
    }

    @Test
    void everyNumberIsItsOpcodeOrNone() {
        Map<Integer, String> header = header();
        assertThat(header).hasSize(52).hasSameSizeAs(Opcode.values());
        for (int number = -10; number < 10_000; number++) {
            Opcode opcode = Opcode.of(number);
            assertThat(opcode == null ? null : opcode.name())
                    .as("opcode %d", number)
                    .isEqualTo(header.get(number));
        }
    }

    @Test
    void hostileNumbersAreNoOpcode() {
        long seed = 0x5eed_0bc0deL;
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 10_000; i++) {
            int number = random.nextInt() | 0x1_0000;
            assertThat(Opcode.of(number)).as("seed %x, round %d: %x", seed, i, number).isNull();
        }
        assertThat(Opcode.of(Integer.MIN_VALUE)).isNull();
        assertThat(Opcode.of(Integer.MAX_VALUE)).isNull();
    }

    @Test
    void everyNotificationNumberIsItsCodeOrNone() {
        for (int number = -3; number < 20; number++) {
            NotifyCode code = NotifyCode.of(number);
            int actual = code == null ? 0 : code.number();
            assertThat(actual).isEqualTo(number >= 1 && number <= 9 ? number : 0);
        }
        assertThat(NotifyCode.of(Integer.MIN_VALUE)).isNull();
    }

    @Test
    void notificationsHaveTheBodiesTheirNamesSay() {
        Map<String, Struct> bodies = new HashMap<>();
        for (Tables.Layout layout : Tables.structs()) {
            bodies.put(layout.name(), layout.struct());
        }
        for (NotifyCode code : NotifyCode.values()) {
            String name =
                    code == NotifyCode.POLL ? "poll_wakeup" : code.name().toLowerCase(Locale.ROOT);
            assertThat(code.body())
                    .as(code.name())
                    .isSameAs(bodies.get("fuse_notify_" + name + "_out"));
        }
        assertThat(NotifyCode.RESEND.body()).isNull();
        assertThat(NotifyCode.INC_EPOCH.body()).isNull();
    }
}
