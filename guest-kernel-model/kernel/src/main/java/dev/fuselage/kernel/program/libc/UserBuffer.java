package dev.fuselage.kernel.program.libc;

import dev.fuselage.kernel.mm.UserMemory;
import java.nio.charset.StandardCharsets;

/** A piece of a program's memory that system calls read and fill; page aligned. */
public final class UserBuffer {

    private final UserMemory memory;
    private final long address;
    private final int size;

    UserBuffer(UserMemory memory, int size) {
        this.memory = memory;
        this.address = memory.allocate(size);
        this.size = size;
    }

    /** Its virtual address, for system calls. */
    long address() {
        return address;
    }

    /** Copies bytes out. */
    public void get(int at, byte[] into, int offset, int length) {
        memory.read(address + at, into, offset, length);
    }

    /** Copies bytes in. */
    public void put(int at, byte[] from, int offset, int length) {
        memory.write(address + at, from, offset, length);
    }

    /** One byte, 0 to 255. */
    int get(int at) {
        return memory.read8(address + at);
    }

    /** Bytes as a byte string. */
    String text(int at, int length) {
        byte[] bytes = new byte[length];
        get(at, bytes, 0, length);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Puts a byte string in at the start. */
    void putText(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        put(0, bytes, 0, bytes.length);
    }

    /** Gives the memory back. */
    void free() {
        memory.free(address, size);
    }
}
