package dev.fuselage.cli.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The person's terminal, on a real one of this host. */
final class RawTerminalTest {

    private final PseudoTerminal host = new PseudoTerminal();

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void givesTheTerminalBackAsItWasToTheLastCharacterAndSpeed() {
        host.stty("9600", "ixany", "tostop", "-opost", "erase", "^H", "min", "3", "time", "7");
        String before = host.stty("-a");
        String exactly = host.stty("-g");

        try (RawTerminal _ = RawTerminal.open(host.descriptor())) {
            assertThat(host.stty("-a"))
                    .contains("-icanon", "-isig", "-iexten", " -echo ", "-icrnl", "-ixon")
                    .contains("\nopost", " ixany", " tostop", "cs8", "9600 baud");
        }

        assertThat(host.stty("-a")).isEqualTo(before);
        assertThat(host.stty("-g")).isEqualTo(exactly);
    }

    @Test
    void tellsTheSizeOfNow() {
        try (RawTerminal terminal = RawTerminal.open(host.descriptor())) {
            host.stty("rows", "43", "cols", "132");
            assertThat(terminal.size()).isEqualTo(new WindowSize(43, 132));
            host.stty("rows", "50");
            assertThat(terminal.size()).isEqualTo(new WindowSize(50, 132));
        }
    }

    @Test
    void whatIsNoTerminalIsRefusedAndHasNoSize() {
        int closed = -1;
        assertThatThrownBy(() -> RawTerminal.open(closed)).isInstanceOf(UncheckedIOException.class);
        assertThat(WindowSize.of(closed)).isEqualTo(WindowSize.UNKNOWN);
    }

    /** Reading from a terminal that was hung up fails; typed keys may still wait for the guest. */
    @Test
    @Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void terminalThatIsGoneEndsTheInputThoughNobodyReadsIt() {
        InputStream hungUp =
                new InputStream() {
                    private int piecesLeft = 70;

                    @Override
                    public int read() throws IOException {
                        if (piecesLeft-- == 0) {
                            throw new IOException("Input/output error");
                        }
                        return 'x';
                    }

                    @Override
                    public int read(byte[] to, int offset, int length) throws IOException {
                        to[offset] = (byte) read();
                        return 1;
                    }
                };
        KeyboardInput input = new KeyboardInput(hungUp);

        // Only some are handed over: the reader may go on, and the rest waits.
        int handedOver = 0;
        while (handedOver < 20) {
            byte[] piece = input.await(TimeUnit.MINUTES.toNanos(1));
            assertThat(piece).isEqualTo(new byte[] {'x'});
            handedOver++;
        }
        while (!input.isOver()) {
            Thread.onSpinWait();
        }
        while (!input.ended()) {
            if (input.await(TimeUnit.MINUTES.toNanos(1)) != null) {
                handedOver++;
            }
        }
        assertThat(handedOver).isEqualTo(70);
    }
}
