package dev.fuselage.cli.gdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fuselage.cli.Cli;
import dev.fuselage.cli.ExitStatus;
import dev.fuselage.cli.UsageError;
import dev.fuselage.machine.time.StopReason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that come, go and break off, over a real socket. */
final class GdbServerTest {
    private static final int LIMIT_MILLIS = 60_000;

    private final DebuggedGuest guest = new DebuggedGuest();

    @AfterEach
    void close() {
        guest.close();
    }

    /** A client that acknowledges nothing. */
    private static final class Client implements AutoCloseable {
        private final Socket socket;

        Client(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(LIMIT_MILLIS);
        }

        void send(String bytes) throws IOException {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        }

        void sendPacket(String body) throws IOException {
            send("$%s#%02x".formatted(body, body.chars().sum() & 0xff));
        }

        /** The next packet; empty at the end of the connection. */
        String packet() throws IOException {
            int c = socket.getInputStream().read();
            while (c == '+') {
                c = socket.getInputStream().read();
            }
            StringBuilder body = new StringBuilder();
            for (c = socket.getInputStream().read(); c >= 0 && c != '#'; ) {
                body.append((char) c);
                c = socket.getInputStream().read();
            }
            socket.getInputStream().readNBytes(2);
            return body.toString();
        }

        String ask(String body) throws IOException {
            sendPacket(body);
            return packet();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private Client connect() throws IOException {
        return new Client(guest.server.port());
    }

    @Test
    void nothingIsExecutedBeforeAClientComes() {
        assertThat(guest.end()).isZero();
        assertThat(guest.harts.hart(0).instructions()).isZero();
    }

    @Test
    void interruptStopsARunningGuestAndItGoesOnAfterwards() throws IOException {
        try (Client client = connect()) {
            assertThat(client.ask("?")).startsWith("T05thread:1;");
            for (int i = 0; i < 3; i++) {
                client.sendPacket("vCont;c");
                client.send("\003");
                assertThat(client.packet()).startsWith("T02thread:");
            }
        }
    }

    @Test
    void guestGoesOnWhenTheConnectionBreaksAndTheNextClientFindsItFurther() throws IOException {
        long before;
        try (Client client = connect()) {
            client.ask("Z0,ffffffc000000004,4");
            client.sendPacket("vCont;c");
            client.packet();
            before = Long.reverseBytes(Long.parseUnsignedLong(client.ask("p5"), 16));
        }
        assertThat(before).isEqualTo(1);
        long after = before;
        while (after == before) {
            try (Client client = connect()) {
                after = Long.reverseBytes(Long.parseUnsignedLong(client.ask("p5"), 16));
            }
        }
        assertThat(after).isGreaterThan(before);
    }

    @Test
    void killEndsTheRun() throws IOException {
        try (Client client = connect()) {
            client.sendPacket("k");
            assertThat(guest.reason()).isEqualTo(StopReason.STOPPED);
            assertThat(guest.server.isKilled()).isTrue();
        }
    }

    @Test
    void endOfTheGuestIsToldToTheClient() throws IOException {
        try (Client client = connect()) {
            client.ask("?");
            guest.end();
            guest.server.exited(1);
            guest.server.close();
            assertThat(client.packet()).isEqualTo("W01");
            assertThat(client.packet()).isEmpty();
        }
    }

    @Test
    void guestThatStandsInASliceFinishesItWhenItIsLetGo() throws IOException {
        try (Client client = connect()) {
            client.ask("Z0,ffffffc000000004,4");
            assertThat(client.ask("vCont;c")).startsWith("T05");
            guest.end();
            assertThat(guest.harts.hart(0).simulation().isSuspended()).isTrue();
            guest.server.letGo();
            assertThat(guest.harts.hart(0).simulation().isSuspended()).isFalse();
        }
    }

    @Test
    void portInUseIsOneLine() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> GdbLine.listen(other.getLocalPort()))
                    .isInstanceOf(UsageError.class)
                    .hasMessage("--gdb: port %d is in use".formatted(other.getLocalPort()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "0", "65536", "x", ""})
    void portThatIsNoneIsOneLineAndBadUsage(String port) {
        Cli.Result result = Cli.fuselage("boot", "--gdb", port);
        assertThat(result.status()).isEqualTo(ExitStatus.BAD_USAGE);
        assertThat(result.err())
                .isEqualTo(
                        "fuselage: --gdb: '%s' is not a whole number from 1 to 65535\n"
                                .formatted(port));
    }

    @Test
    void invitationSaysWhatToType() {
        assertThat(guest.server.invitation())
                .isEqualTo(
                        "gdb: the guest waits for a client; in gdb type: target remote :"
                                + guest.server.port());
    }
}
