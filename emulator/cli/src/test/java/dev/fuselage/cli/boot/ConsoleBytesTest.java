package dev.fuselage.cli.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.cli.boot.EscapeKeys.Wish;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is typed for the guest and what the guest prints, byte by byte. */
final class ConsoleBytesTest {

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String shown() {
        return shown.toString(StandardCharsets.UTF_8);
    }

    @Test
    void keysWithoutCtrlAAreTheGuests() {
        EscapeKeys keys = new EscapeKeys();
        assertThat(keys.filter(bytes("ls\r\u0003x"))).isEqualTo(bytes("ls\r\u0003x"));
        assertThat(keys.takeWish()).isEqualTo(Wish.NONE);
    }

    @Test
    void ctrlAAndXEndsEvenWhenTheyComeApart() {
        EscapeKeys keys = new EscapeKeys();
        assertThat(keys.filter(bytes("a\u0001"))).isEqualTo(bytes("a"));
        assertThat(keys.takeWish()).isEqualTo(Wish.NONE);
        assertThat(keys.filter(bytes("xb"))).isEqualTo(bytes("b"));
        assertThat(keys.takeWish()).isEqualTo(Wish.END);
        assertThat(keys.takeWish()).isEqualTo(Wish.NONE);
    }

    @Test
    void ctrlATwiceIsCtrlAForTheGuest() {
        EscapeKeys keys = new EscapeKeys();
        assertThat(keys.filter(bytes("\u0001\u0001x"))).isEqualTo(bytes("\u0001x"));
        assertThat(keys.takeWish()).isEqualTo(Wish.NONE);
    }

    @Test
    void panicIsFoundAmongTheLinesAndEverythingIsShown() {
        PanicWatch watch = new PanicWatch(shown::write);
        String text =
                """
                [    0.8] Kernel command line: x
                [    0.9] Kernel panic - not syncing: VFS: Unable to mount root fs
                """
                        .replace("\n", "\r\n");
        for (byte character : bytes(text)) {
            watch.write(new byte[] {character}, 0, 1);
        }
        assertThat(watch.panic()).isEqualTo("VFS: Unable to mount root fs");
        assertThat(watch.isOver()).isFalse();
        byte[] end = bytes("[    0.9] ---[ end Kernel panic - not syncing: VFS: Unable ]---\n");
        watch.write(end, 0, end.length);
        assertThat(watch.panic()).isEqualTo("VFS: Unable to mount root fs");
        assertThat(watch.isOver()).isTrue();
        assertThat(shown()).startsWith(text);
    }

    @Test
    void lineThatOnlyMentionsAPanicIsNone() {
        PanicWatch watch = new PanicWatch(shown::write);
        byte[] text = bytes("Kernel panics are rare\nK\n");
        watch.write(text, 0, text.length);
        assertThat(watch.panic()).isNull();
    }

    @Test
    void outputOfCommandsIsShownWithoutWhatComesBeforeAndAfter() {
        CommandOutput output = new CommandOutput(shown::write);
        byte[] text =
                bytes(
                        "[ 0.1] Linux\nfuselage: guest ready\nhello\n\n\nfuselage: status 7\n[ 1.2]"
                                + " reboot: Power down\n");
        for (byte character : text) {
            output.write(new byte[] {character}, 0, 1);
        }
        assertThat(shown()).isEqualTo("hello\n\n");
        assertThat(output.status()).hasValue(7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no line break",
                "\n",
                "fuselage: status 3\nx",
                "\nfuselage: status 1000\n",
                "\nfuselage: status of it all, which is a rather long line\n",
                "\nfuselage: stat"
            })
    void outputOfCommandsIsShownByteForByte(String printed) {
        CommandOutput output = new CommandOutput(shown::write);
        byte[] text = bytes("fuselage: guest ready\r\n" + printed + "\nfuselage: status 0\r\n");
        output.write(text, 0, text.length);
        assertThat(shown()).isEqualTo(printed);
        assertThat(output.status()).hasValue(0);
    }
}
