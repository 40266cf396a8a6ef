package dev.fuselage.riscv.image;

/**
 * Linux's Image for RISC-V (Documentation/arch/riscv/boot-image-header.rst): a header of 64 bytes,
 * which begins with the first instruction, and the kernel as it is to be in memory.
 *
 * @param textOffset bytes from the start of RAM to where it goes
 * @param imageSize bytes it uses there, usually more than the file has
 */
record FlatImage(ImageFile file, long textOffset, long imageSize) {
    /** Where a kernel for 64 bits goes, from the start of RAM. */
    static final long USUAL_OFFSET = 2L << 20;

    private static final int TEXT_OFFSET = 0x08;
    private static final int IMAGE_SIZE = 0x10;
    private static final int FLAGS = 0x18;
    private static final int VERSION = 0x20;
    private static final int MAGIC2 = 0x38;
    private static final int HEADER_BYTES = 0x40;

    private static final long BIG_ENDIAN = 1;
    private static final int KNOWN_MAJOR = 0;

    /** A kernel for 64 bits maps itself with pages of this size. */
    static final long ALIGNMENT = 2L << 20;

    static boolean isImage(ImageFile file) {
        return file.has(0, HEADER_BYTES) && file.isText(MAGIC2, "RSC\5");
    }

    static FlatImage read(ImageFile file) throws ImageException {
        long offset = file.read64(TEXT_OFFSET);
        long size = file.read64(IMAGE_SIZE);
        if ((file.read64(FLAGS) & BIG_ENDIAN) != 0) {
            throw file.fault("a big-endian kernel, and the harts are little-endian");
        }
        if (offset < 0 || offset % ALIGNMENT != 0) {
            throw file.fault(
                    "text_offset 0x%x in its header is no multiple of 2 MiB".formatted(offset));
        }
        if (size <= 0) {
            throw file.fault("image_size %d in its header is no size".formatted(size));
        }
        int version = file.read32(VERSION);
        if (version >>> Short.SIZE != KNOWN_MAJOR) {
            throw file.fault(
                    "header version %d.%d, and only 0.x is known"
                            .formatted(version >>> Short.SIZE, version & 0xffff));
        }
        // A signature may follow what is to be in memory.
        return new FlatImage(file, offset, Math.max(size, file.size()));
    }

    LoadedProgram load(RamLayout ram) throws ImageException {
        if (textOffset > ram.size() || imageSize > ram.size() - textOffset) {
            throw file.fault(
                    "the kernel needs %s at offset %s, and the guest's memory is %s"
                            .formatted(
                                    RamLayout.mebibytes(imageSize),
                                    RamLayout.mebibytes(textOffset),
                                    RamLayout.mebibytes(ram.size())));
        }
        Placed range = ram.take("the kernel", ram.base() + textOffset, imageSize);
        ram.store(range.address(), file.bytes(0, file.size()));
        return new LoadedProgram("Linux Image", range.address(), range);
    }
}
