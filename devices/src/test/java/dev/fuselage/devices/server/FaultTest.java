package dev.fuselage.devices.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.fs.wrap.DelayingFileSystem;
import dev.fuselage.devices.fs.wrap.FaultInjectingFileSystem;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** What injected faults and delays look like to a guest. */
class FaultTest extends ServerTestBase {

    @Test
    void aFaultAnswersOneRequestAndDoesNothing() {
        FaultInjectingFileSystem fs =
                new FaultInjectingFileSystem(memory()).fail(2, Errno.EIO).fail(4, Errno.ENOSPC);
        RawGuest g = guest(fs, ServerConfig.of(CachePolicy.AUTO), ByteOrder.LITTLE_ENDIAN);
        g.init().ok(64);
        g.ask(Opcode.MKDIR, 1).u32(0755, 0).name("d").send().fails(Errno.EIO);
        g.ask(Opcode.LOOKUP, 1).name("d").send().fails(Errno.ENOENT);
        g.getattr(1).fails(Errno.ENOSPC);
        g.getattr(1).ok(104);
    }

    @Test
    void aFaultDoesNotMakeForgetAnswer() {
        FaultInjectingFileSystem fs = new FaultInjectingFileSystem(memory()).fail(3, Errno.EIO);
        RawGuest g = guest(fs, ServerConfig.of(CachePolicy.AUTO), ByteOrder.LITTLE_ENDIAN);
        g.init().ok(64);
        long d = g.mkdir(1, "d");
        g.ask(Opcode.FORGET, d).u64(1).send().none();
        g.getattr(d).ok(104);
    }

    @Test
    void aDroppedRequestIsToldToTheTransport() {
        FaultInjectingFileSystem fs = new FaultInjectingFileSystem(memory()).drop(2);
        RawGuest g = guest(fs, ServerConfig.of(CachePolicy.AUTO), ByteOrder.LITTLE_ENDIAN);
        g.init().ok(64);
        RawClient.Reply r = g.getattr(1);
        assertThat(r.used).isZero();
        assertThat(g.exchange.dropped()).isTrue();
        g.getattr(1).ok(104);
        assertThat(g.exchange.dropped()).isFalse();
    }

    @Test
    void aDelayIsPartOfTheHostsCost() {
        DelayingFileSystem fs = new DelayingFileSystem(memory(), 5_000_000, 0);
        RawGuest g = guest(fs, ServerConfig.of(CachePolicy.AUTO), ByteOrder.LITTLE_ENDIAN);
        g.init().ok(64);
        g.getattr(1).ok(104);
        assertThat(g.exchange.hostCost()).isEqualTo(5_000_000 + 1 + 10);
    }
}
