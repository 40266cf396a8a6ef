package dev.fuselage.cli.boot;

import dev.fuselage.machine.Machine;
import dev.fuselage.machine.MemoryMap;
import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.memory.HostMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The least driver of a virtio-fs device there can be: one request queue, one request at a time,
 * polled. It stands in guest memory, so that all it knows of itself is two numbers.
 */
final class RawDriver {
    private static final int SLOT = 1;
    private static final int REQUEST_QUEUE = 1;
    private static final int RING_ENTRIES = 8;

    /** The structures' BAR, and what is where in it. */
    private static final int BAR = 4;

    private static final int NOTIFY = 0x3000;

    private static final long DESCRIPTORS = MemoryMap.RAM_BASE + 0x10_0000;
    private static final long AVAILABLE = DESCRIPTORS + 0x1000;
    private static final long USED = DESCRIPTORS + 0x2000;
    private static final long REQUEST = DESCRIPTORS + 0x3000;
    private static final long REPLY = DESCRIPTORS + 0x4000;
    private static final int REPLY_ROOM = 0x1000;

    private final Machine machine;
    private final GuestMemory memory;
    private int sent;
    private long unique = 2;

    RawDriver(Machine machine) {
        this.machine = machine;
        this.memory = machine.memory();
    }

    /** The same driver in a machine into which this one's was loaded. */
    RawDriver in(Machine twin) {
        RawDriver driver = new RawDriver(twin);
        driver.sent = sent;
        driver.unique = unique;
        return driver;
    }

    private long config(int register) {
        return MemoryMap.ECAM_BASE + ((long) SLOT << 15) + register;
    }

    private long structures() {
        return machine.pci().window64().base();
    }

    /** Places the BAR, negotiates VIRTIO_F_VERSION_1 and sets the queue up. */
    void start() {
        memory.write32(config(0x10 + 4 * BAR), (int) structures());
        memory.write32(config(0x14 + 4 * BAR), (int) (structures() >>> 32));
        memory.write16(config(4), 6);
        memory.write8(structures() + 20, 0);
        memory.write8(structures() + 20, 3);
        memory.write32(structures() + 8, 1);
        memory.write32(structures() + 12, 1);
        memory.write8(structures() + 20, 11);
        memory.write16(structures() + 22, REQUEST_QUEUE);
        memory.write16(structures() + 24, RING_ENTRIES);
        memory.write64(structures() + 32, DESCRIPTORS);
        memory.write64(structures() + 40, AVAILABLE);
        memory.write64(structures() + 48, USED);
        memory.write16(structures() + 28, 1);
        memory.write8(structures() + 20, 15);
    }

    /** Begins a message of an opcode about a nodeid. */
    ByteBuffer message(int opcode, long nodeId) {
        ByteBuffer message = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
        message.putInt(0).putInt(opcode).putLong(unique).putLong(nodeId);
        message.putLong(0).putLong(0);
        unique += 2;
        return message;
    }

    /** Sends a message and lets the machine run until it is answered. */
    ByteBuffer send(ByteBuffer message) {
        submit(message);
        machine.simulation().run(this::isAnswered);
        return reply();
    }

    /** Sends a message. */
    void submit(ByteBuffer message) {
        message.putInt(0, message.position());
        for (int i = 0; i < message.position(); i++) {
            memory.write8(REQUEST + i, message.get(i));
        }
        descriptor(0, REQUEST, message.position(), 1, 1);
        descriptor(1, REPLY, REPLY_ROOM, 2, 0);
        memory.write16(AVAILABLE + 4 + 2L * (sent % RING_ENTRIES), 0);
        sent++;
        memory.write16(AVAILABLE + 2, sent & 0xffff);
        memory.write16(structures() + NOTIFY + 4 * REQUEST_QUEUE, 0);
    }

    private void descriptor(int index, long address, int length, int flags, int next) {
        long at = DESCRIPTORS + 16L * index;
        memory.write64(at, address);
        memory.write32(at + 8, length);
        memory.write16(at + 12, flags);
        memory.write16(at + 14, next);
    }

    /** Whether everything that was sent is answered. */
    boolean isAnswered() {
        return memory.read16(USED + 2) == (sent & 0xffff);
    }

    /** The last answer, from its header on. */
    ByteBuffer reply() {
        int length = memory.read32(USED + 4 + 8L * ((sent - 1) % RING_ENTRIES) + 4);
        byte[] bytes = new byte[length];
        HostMemory.copy(memory.address(REPLY, REPLY_ROOM), bytes, 0, length);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
