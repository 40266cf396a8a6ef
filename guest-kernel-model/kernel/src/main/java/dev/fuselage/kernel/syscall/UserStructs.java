package dev.fuselage.kernel.syscall;

import dev.fuselage.kernel.mm.UserMemory;

/** Words in a program's memory and in copies of it, little-endian. */
final class UserStructs {
    private UserStructs() {}

    static long long64(byte[] bytes, int offset) {
        long value = 0;
        for (int i = 7; i >= 0; i--) {
            value = value << 8 | (bytes[offset + i] & 0xff);
        }
        return value;
    }

    static void put(byte[] bytes, int offset, long value, int size) {
        for (int i = 0; i < size; i++) {
            bytes[offset + i] = (byte) (value >>> (8 * i));
        }
    }

    static long read64(UserMemory memory, long address) {
        long value = 0;
        for (int i = 7; i >= 0; i--) {
            value = value << 8 | memory.read8(address + i);
        }
        return value;
    }

    static void write64(UserMemory memory, long address, long value) {
        for (int i = 0; i < 8; i++) {
            memory.write8(address + i, (int) (value >>> (8 * i)));
        }
    }

    static void write32(UserMemory memory, long address, int value) {
        for (int i = 0; i < 4; i++) {
            memory.write8(address + i, value >>> (8 * i));
        }
    }
}
