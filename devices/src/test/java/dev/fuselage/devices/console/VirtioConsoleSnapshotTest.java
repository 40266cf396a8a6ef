package dev.fuselage.devices.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.virtio.DriverRing;
import dev.fuselage.devices.virtio.pci.VirtioGuest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A virtio console that is saved with its machine and goes on in another. */
final class VirtioConsoleSnapshotTest {
    private final ConsoleGuest saved = new ConsoleGuest();
    private final ConsoleGuest twin = new ConsoleGuest();
    private final List<DriverRing> rings = saved.start(VirtioGuest.FEATURES);

    @AfterEach
    void close() {
        saved.close();
        twin.close();
    }

    private void copy() {
        byte[] file = saved.save();
        twin.load(file);
        assertThat(twin.save()).isEqualTo(file);
    }

    @Test
    void outputOnItsWayComesOutOfTheTwin() {
        saved.run();
        saved.send(ConsoleGuest.transmitq(rings), "hello");
        copy();
        twin.run();
        assertThat(twin.sent()).isEqualTo("hello");
        assertThat(twin.interrupts).containsExactly(VirtioGuest.identity(2));
        assertThat(ConsoleGuest.transmitq(rings).in(twin.memory).take()).isNotNull();
    }

    @Test
    void inputThatTheDriverHasNotTakenIsKept() {
        saved.type("typed ahead");
        saved.run();
        copy();
        assertThat(twin.device.unread()).isEqualTo(11);
        DriverRing receiveq = ConsoleGuest.receiveq(rings).in(twin.memory);
        twin.offer(receiveq, 2, 6);
        twin.run();
        assertThat(twin.received(receiveq)).isEqualTo("typed ahead");
    }

    @Test
    void theTerminalHasTheSizeTheDriverKnowsUntilAnotherIsTold() {
        saved.device.resize(80, 25);
        copy();
        long columns = twin.structure(VirtioGuest.DEVICE, 0);
        assertThat(twin.memory.read16(columns)).isEqualTo(80);
        twin.device.resize(132, 43);
        assertThat(twin.interrupts).containsExactly(VirtioGuest.identity(0));
        assertThat(twin.memory.read16(columns)).isEqualTo(132);
    }
}
