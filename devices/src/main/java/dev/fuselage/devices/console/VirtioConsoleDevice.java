package dev.fuselage.devices.console;

import dev.fuselage.devices.virtio.DescriptorChain;
import dev.fuselage.devices.virtio.RingWorker;
import dev.fuselage.devices.virtio.VirtioDevice;
import dev.fuselage.devices.virtio.VirtioFeature;
import dev.fuselage.devices.virtio.Virtqueue;
import dev.fuselage.devices.virtio.VirtqueueError;
import dev.fuselage.machine.Machine;
import dev.fuselage.machine.cost.Cost;
import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * The virtio console device (virtio 1.2, section 5.3) with its one port.
 *
 * <pre>
 * queue 0: receiveq(port0)    queue 1: transmitq(port0)
 * config:  cols le16, rows le16, max_nr_ports le32, emerg_wr le32
 * </pre>
 *
 * <p>It offers VIRTIO_CONSOLE_F_SIZE and VIRTIO_CONSOLE_F_EMERG_WRITE but not
 * VIRTIO_CONSOLE_F_MULTIPORT: hence there are no control queues, and the one port is always open. A
 * driver that breaks the rules of section 5.3.6.1 gets DEVICE_NEEDS_RESET.
 */
public final class VirtioConsoleDevice extends VirtioDevice implements ConsolePort {
    /** The virtio device id of a console. */
    public static final int DEVICE_TYPE = 3;

    /** VIRTIO_CONSOLE_F_SIZE: the configuration holds the size of the terminal. */
    public static final long SIZE = 1L << 0;

    /** VIRTIO_CONSOLE_F_EMERG_WRITE: what is written to emerg_wr is output. */
    public static final long EMERG_WRITE = 1L << 2;

    /** Index of port 0's queue for input. */
    public static final int RECEIVEQ = 0;

    /** Index of port 0's queue for output. */
    public static final int TRANSMITQ = 1;

    private static final int QUEUE_SIZE = 128;

    private static final int ROWS_OFFSET = 2;
    private static final int MAX_NR_PORTS_OFFSET = 4;
    private static final int EMERG_WR_OFFSET = 8;
    private static final int CONFIG_BYTES = 12;

    private static final int MAX_SIDE = 0xffff;

    /** Bytes on their way between guest memory and the host: as many as Linux asks for at once. */
    private static final int STAGING_BYTES = 4096;

    private final CostProfile costs;
    private final ConsoleOutput output;
    private final Worker worker;
    private final CharacterQueue input = new CharacterQueue();
    private final DescriptorChain chain = new DescriptorChain();
    private final byte[] staging = new byte[STAGING_BYTES];
    private final MemorySegment stagingSegment = MemorySegment.ofArray(staging);

    private int columns;
    private int rows;

    /**
     * A console for one machine, on no bus yet.
     *
     * @param columns width of the terminal in characters, 0 to 65535; 0 is not known
     * @param rows its height, likewise
     */
    public VirtioConsoleDevice(Machine machine, ConsoleOutput output, int columns, int rows) {
        super(
                DEVICE_TYPE,
                SIZE | EMERG_WRITE | VirtioFeature.ALL_OF_RINGS,
                machine.memory(),
                QUEUE_SIZE,
                QUEUE_SIZE);
        this.costs = machine.simulation().costs();
        this.output = output;
        this.columns = checkSide(columns);
        this.rows = checkSide(rows);
        this.worker = new Worker(machine);
    }

    private static int checkSide(int characters) {
        if (characters < 0 || characters > MAX_SIDE) {
            throw new IllegalArgumentException(
                    "a terminal of %d characters: must be from 0 to 65535".formatted(characters));
        }
        return characters;
    }

    // The host's end.

    @Override
    public void receive(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        for (int i = 0; i < length; i++) {
            input.add(bytes[offset + i] & 0xff);
        }
        if (length > 0) {
            worker.wake();
        }
    }

    @Override
    public int unread() {
        return input.size();
    }

    /** The terminal has another size now, in characters, 0 to 65535; the driver is told. */
    public void resize(int newColumns, int newRows) {
        if (newColumns != columns || newRows != rows) {
            columns = checkSide(newColumns);
            rows = checkSide(newRows);
            announceConfiguration();
        }
    }

    // The driver's end.

    @Override
    public int configBytes() {
        return CONFIG_BYTES;
    }

    @Override
    protected int configByte(int offset) {
        return switch (offset) {
            case 0, 1 -> columns >>> (8 * offset) & 0xff;
            case ROWS_OFFSET, ROWS_OFFSET + 1 -> rows >>> (8 * (offset - ROWS_OFFSET)) & 0xff;
            case MAX_NR_PORTS_OFFSET -> 1;
            default -> 0;
        };
    }

    /** Output before there are queues, or when the driver does not trust them any more. */
    @Override
    protected void configWritten(int offset, int size, long value) {
        if (offset == EMERG_WR_OFFSET) {
            staging[0] = (byte) value;
            output.write(staging, 0, 1);
        }
    }

    @Override
    protected void driverOk() {
        worker.wake();
    }

    @Override
    protected void queueNotified(int index) {
        worker.wake();
    }

    /** Serves output first: it is what a driver waits for. */
    private final class Worker extends RingWorker {
        Worker(Machine machine) {
            super(machine.simulation(), machine.name() + ".console");
        }

        @Override
        protected long serve() {
            while (true) {
                long cycles = step(TRANSMITQ);
                if (cycles == NOTHING) {
                    cycles = step(RECEIVEQ);
                }
                if (cycles != NOTHING || !lookAgain()) {
                    return cycles;
                }
            }
        }

        private long step(int index) {
            Virtqueue ring = ring(index);
            if (ring == null) {
                return NOTHING;
            }
            try {
                ring.suppressKicks();
                boolean wanted = index == TRANSMITQ || input.size() > 0;
                if (!wanted || !ring.pop(chain)) {
                    return NOTHING;
                }
                return index == TRANSMITQ ? transmit(ring) : deliver(ring);
            } catch (VirtqueueError e) {
                breakQueue(index, e);
                return NOTHING;
            }
        }

        /** Asks for kicks by what can be served; whether some of it is there already. */
        private boolean lookAgain() {
            boolean more = requestKicks(TRANSMITQ);
            return (input.size() > 0 && requestKicks(RECEIVEQ)) || more;
        }

        private boolean requestKicks(int index) {
            Virtqueue ring = ring(index);
            try {
                return ring != null && ring.requestKicks();
            } catch (VirtqueueError e) {
                breakQueue(index, e);
                return false;
            }
        }
    }

    /** Outputs the chain that was popped. */
    private long transmit(Virtqueue ring) throws VirtqueueError {
        if (chain.writable().bytes() > 0) {
            throw new VirtqueueError("a buffer for output has a device-writable part");
        }
        long bytes = chain.readable().bytes();
        for (long done = 0; done < bytes; ) {
            int some = (int) Math.min(STAGING_BYTES, bytes - done);
            chain.readable().copyOut(done, stagingSegment, 0, some);
            output.write(staging, 0, some);
            done += some;
        }
        return finish(TRANSMITQ, ring, 0, bytes);
    }

    /** Puts as much input as there is, and is room for, into the chain that was popped. */
    private long deliver(Virtqueue ring) throws VirtqueueError {
        long room = chain.writable().bytes();
        if (room == 0 || chain.readable().bytes() > 0) {
            throw new VirtqueueError("a buffer for input is not all device-writable");
        }
        int bytes = (int) Math.min(Math.min(STAGING_BYTES, room), input.size());
        for (int i = 0; i < bytes; i++) {
            staging[i] = (byte) input.remove();
        }
        chain.writable().copyIn(0, stagingSegment, 0, bytes);
        return finish(RECEIVEQ, ring, bytes, bytes);
    }

    /** Returns the chain to its ring; the cycles of that and of a system call for the bytes. */
    private long finish(int index, Virtqueue ring, int written, long copied) throws VirtqueueError {
        ring.push(chain, written);
        long cycles = costs.of(Cost.HOST_SYSCALL) + costs.of(Cost.HOST_COPY, copied);
        if (ring.interruptNeeded()) {
            announceUsed(index);
            cycles += costs.of(Cost.INTERRUPT_INJECTION);
        }
        return cycles;
    }

    @Override
    public void save(SnapshotWriter to) {
        super.save(to);
        to.putInt(columns);
        to.putInt(rows);
        input.save(to);
        worker.save(to);
    }

    /**
     * Takes over also the terminal's size as the driver knows it; {@link #resize} tells another.
     */
    @Override
    public void load(SnapshotReader from) {
        super.load(from);
        columns = from.getInt(0, MAX_SIDE);
        rows = from.getInt(0, MAX_SIDE);
        input.load(from);
        worker.load(from);
    }
}
