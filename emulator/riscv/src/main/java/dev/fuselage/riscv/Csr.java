package dev.fuselage.riscv;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * One control and status register: where its value comes from, what a write does, and when it can
 * be accessed at all. Its number tells the least privilege that may access it (bits 9:8) and
 * whether it is read-only (bits 11:10 all ones).
 */
final class Csr {
    /** What a write does. Bits that cannot be written are its business. */
    @FunctionalInterface
    interface Writer {
        void write(long value);
    }

    private final int number;
    private final String name;
    private final LongSupplier reader;
    private final Writer writer;
    private BooleanSupplier open = () -> true;
    private LongSupplier base;

    Csr(int number, String name, LongSupplier reader, Writer writer) {
        this.number = number;
        this.name = name;
        this.reader = reader;
        this.writer = writer;
        this.base = reader;
    }

    /** Access is an illegal instruction unless this holds. */
    Csr onlyIf(BooleanSupplier condition) {
        open = condition;
        return this;
    }

    /** Bits are set and cleared in this value instead of the one that is read. */
    Csr modifying(LongSupplier value) {
        base = value;
        return this;
    }

    int leastPrivilege() {
        return number >>> 8 & 3;
    }

    boolean isReadOnly() {
        return number >>> 10 == 3;
    }

    boolean isOpen() {
        return open.getAsBoolean();
    }

    long read() {
        return reader.getAsLong();
    }

    long readToModify() {
        return base.getAsLong();
    }

    void write(long value) {
        writer.write(value);
    }

    @Override
    public String toString() {
        return name;
    }
}
