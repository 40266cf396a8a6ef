package dev.fuselage.riscv.gdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets as bytes ("Debugging with GDB", Remote Protocol, Overview). */
final class FramingTest {
    private final Client client = new Client(1);

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void packetIsAcknowledgedAndAnsweredWithItsChecksum() {
        assertThat(client.raw("$qAttached#8f")).isEqualTo("+$1#31");
    }

    @Test
    void packetOfAWrongChecksumIsRefused() {
        assertThat(client.raw("$qAttached#00")).isEqualTo("-");
        assertThat(client.raw("$qAttached#zz")).isEqualTo("-");
    }

    @Test
    void answerIsSentAgainWhenItIsAskedFor() {
        client.raw("$qAttached#8f");
        assertThat(client.raw("-")).isEqualTo("$1#31");
    }

    @Test
    void packetMayComeInPieces() {
        assertThat(client.raw("+$qAtt")).isEmpty();
        assertThat(client.raw("ached#")).isEmpty();
        assertThat(client.raw("8")).isEmpty();
        assertThat(client.raw("f")).isEqualTo("+$1#31");
    }

    @Test
    void packetsMayComeTogether() {
        assertThat(client.raw("$qAttached#8f+$qC#b4")).isEqualTo("+$1#31+$QC1#c5");
    }

    @Test
    void packetWhoseEndWasLostGivesWayToTheNext() {
        assertThat(client.raw("$qAtta$qAttached#8f")).isEqualTo("+$1#31");
    }

    @Test
    void nothingIsAcknowledgedOnceTheClientSaysSo() {
        assertThat(client.raw("$QStartNoAckMode#b0")).isEqualTo("+$OK#9a");
        assertThat(client.raw("+$qAttached#8f")).isEqualTo("$1#31");
        assertThat(client.raw("$qAttached#00")).as("checksums do not matter").isEqualTo("$1#31");
    }

    @Test
    void nextClientAcknowledgesAgain() {
        client.raw("$QStartNoAckMode#b0");
        client.stub.disconnected();
        client.stub.connected();
        assertThat(client.raw("$qAttached#8f")).isEqualTo("+$1#31");
    }

    @Test
    void unknownPacketHasAnEmptyAnswer() {
        assertThat(client.ask("vMustReplyEmpty")).isEmpty();
        assertThat(client.ask("QNonStop:1")).isEmpty();
        assertThat(client.ask("!")).isEmpty();
        assertThat(client.ask("")).isEmpty();
    }

    @Test
    void binaryDataIsUnescaped() {
        String body = "X%x,4:".formatted(Client.DATA) + "a}\003}]}\012";
        assertThat(client.ask(body)).isEqualTo("OK");
        assertThat(client.memory.read32(Client.DATA))
                .isEqualTo('a' | '#' << 8 | '}' << 16 | '*' << 24);
    }

    @Test
    void packetLongerThanAgreedIsAnErrorAndTheNextIsNot() {
        assertThat(client.ask("qSupported:swbreak+")).contains("PacketSize=4000;");
        assertThat(client.ask("M80000000,8000:" + "00".repeat(0x8000))).isEqualTo("E07");
        assertThat(client.ask("qAttached")).isEqualTo("1");
        assertThat(client.ask("X80002000,3ff0:" + "\0".repeat(0x3ff0))).isEqualTo("OK");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "g",
                "G",
                "G00",
                "p",
                "pzz",
                "p1042",
                "pffffffffffffffffffff",
                "P",
                "P5",
                "P5=",
                "P5=1",
                "P41=00000000000000001",
                "P1041=0500000000000000",
                "P1041=0000000001000000",
                "m",
                "m,",
                "m80000000",
                "m80000000,",
                "m80000000,-1",
                "m0,4",
                "m80000000,4,4",
                "mffffffffffffffff,ffffffffffffffff",
                "m80000000,ffffffffffffffff",
                "M80000000,4",
                "M80000000,4:",
                "M80000000,4:00zz0000",
                "M80000000,4:0000000000",
                "M0,1:00",
                "M800ffffe,4:00000000",
                "X80000000,4:abc",
                "X80000000,7fffffff:",
                "Z",
                "Z0",
                "Z0,",
                "Z0,80000001,4",
                "Z0,80000000",
                "Z2,80000000,0",
                "Z2,0,ffffffff",
                "Z9,0,0",
                "z0,zz,4",
                "Z0,80000000,4;X1,00",
                "H",
                "Hg",
                "Hx1",
                "Hg99",
                "Hgzz",
                "T",
                "T0",
                "T-1",
                "T9",
                "vCont",
                "vCont;",
                "vCont;x",
                "vCont;C",
                "vCont;r1",
                "vCont;r1,",
                "vCont;s:",
                "vCont;s:77",
                "vCont;s:1:1",
                "vCont;c;;",
                "czz",
                "sxyz",
                "C",
                "Szz",
                "qThreadExtraInfo,",
                "qThreadExtraInfo,0",
                "qThreadExtraInfo,zz",
                "qRcmd,",
                "qRcmd,6",
                "qRcmd,zz",
                "qRcmd,ff",
                "qXfer",
                "qXfer:features:read:other.xml:0,1",
                "qXfer:features:read:target.xml:ffffff,1",
                "qXfer:features:read:target.xml:0",
                "qXfer:memory-map:read::0,1",
                "Qqemu.PhyMemMode:2",
                "Qqemu.PhyMemMode:x",
                "q",
                "Q",
            })
    void brokenPacketsAreAnsweredAndChangeNothing(String body) {
        String state = client.ask("g");
        assertThat(client.packets(body)).hasSizeBetween(1, 2);
        assertThat(client.stub.isHalted()).isTrue();
        assertThat(client.ask("g")).isEqualTo(state);
        assertThat(client.memory.read32(Client.CODE)).isEqualTo(Client.COUNT);
        assertThat(client.harts.breakpoints().count()).isZero();
        assertThat(client.harts.watchpoints().count()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void noiseNeverBreaksTheConversation(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        String letters = "$$##}+-\003gGpPmMXZzcsvCkDHTqQ?0123456789abcdef,:;=";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder body = new StringBuilder();
            for (int n = random.nextInt(20); n > 0; n--) {
                body.append(
                        random.nextInt(4) == 0
                                ? (char) random.nextInt(256)
                                : letters.charAt(random.nextInt(letters.length())));
            }
            client.raw(random.nextBoolean() ? body.toString() : Client.packet(body.toString()));
            if (random.nextInt(50) == 0) {
                client.runFor(100);
            }
        }
        client.stub.disconnected();
        client.stub.connected();
        assertThat(client.ask("qAttached")).as("seed " + seed).isEqualTo("1");
    }
}
