package dev.fuselage.machine.pci;

import dev.fuselage.machine.memory.MmioRegion;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** A function whose declarations are made by the test. */
final class TestFunction extends PciDevice {
    static final PciIdentity IDENTITY =
            new PciIdentity(0x1af4, 0x105a, 0x018000, 0x01, 0x1af4, 0x1100);

    final List<String> configWrites = new ArrayList<>();

    TestFunction() {
        super(IDENTITY);
    }

    /** Registers that read as a constant. */
    static MmioRegion constant(long value) {
        return new MmioRegion() {
            @Override
            public long read(long offset, int size) {
                return value;
            }

            @Override
            public void write(long offset, int size, long written) {}
        };
    }

    TestFunction withBar(int index, long size, BarKind kind) {
        memoryBar(index, size, kind, constant(0xba0 + index));
        return this;
    }

    TestFunction withHostBar(int index, MemorySegment content) {
        hostMemoryBar(index, content);
        return this;
    }

    int capability(int id, byte[] body, byte[] mask) {
        return addCapability(id, body, mask);
    }

    Msix withMsix(int vectors, int bar, long table, long pba) {
        return msix(vectors, bar, table, pba);
    }

    void intx(boolean level) {
        setIntx(level);
    }

    @Override
    protected int configReadHook(int offset, int size, int value) {
        return offset == 0xfc ? 0x55 : value;
    }

    @Override
    protected void configWritten(int offset, int size, int value) {
        configWrites.add("%x/%d=%x".formatted(offset, size, value));
    }
}
