package dev.fuselage.kernel.exec;

/** Bytes of a file with little-endian numbers in them. */
final class ByteFields {
    final byte[] bytes;

    ByteFields(int size) {
        bytes = new byte[size];
    }

    int u8(int at) {
        return bytes[at] & 0xff;
    }

    int u16(int at) {
        return u8(at) | u8(at + 1) << 8;
    }

    int i32(int at) {
        return u16(at) | u16(at + 2) << 16;
    }

    long i64(int at) {
        return Integer.toUnsignedLong(i32(at)) | (long) i32(at + 4) << 32;
    }
}
