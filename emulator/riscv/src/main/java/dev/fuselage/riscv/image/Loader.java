package dev.fuselage.riscv.image;

/** Loads the programs that a guest starts with, by what their files are. */
public final class Loader {
    private final RamLayout ram;

    /** Loads into this RAM. */
    public Loader(RamLayout ram) {
        this.ram = ram;
    }

    /**
     * Loads a kernel: Linux's Image, packed with gzip or not, at the offset from the start of RAM
     * that it asks for, or a riscv64 ELF executable.
     *
     * @throws ImageException when the file is neither, or does not fit
     */
    public LoadedProgram kernel(ImageFile file) throws ImageException {
        if (file.size() == 0) {
            throw file.fault("is empty");
        }
        if (file.isGzip()) {
            try (ImageFile unpacked = file.unpack(ram.size())) {
                if (unpacked.isGzip()) {
                    throw file.fault("gzip data within gzip data");
                }
                return plainKernel(unpacked);
            }
        }
        return plainKernel(file);
    }

    private LoadedProgram plainKernel(ImageFile file) throws ImageException {
        if (ElfExecutable.isElf(file)) {
            return ElfExecutable.read(file)
                    .load(ram, "the kernel", ram.base() + FlatImage.USUAL_OFFSET);
        }
        if (FlatImage.isImage(file)) {
            return FlatImage.read(file).load(ram);
        }
        throw file.fault(
                "neither a riscv64 Linux Image nor a riscv64 ELF executable, but "
                        + FileKind.describe(file));
    }

    /**
     * Loads firmware for M mode: a riscv64 ELF executable where it says, or anything else as it is
     * to the start of RAM, which is its entry.
     *
     * @throws ImageException when it does not fit, or is an ELF file that cannot be executed
     */
    public LoadedProgram firmware(ImageFile file) throws ImageException {
        if (file.size() == 0) {
            throw file.fault("is empty");
        }
        if (ElfExecutable.isElf(file)) {
            return ElfExecutable.read(file).load(ram, "the firmware", ram.base());
        }
        Placed range = ram.take("the firmware", ram.base(), file.size());
        ram.store(range.address(), file.bytes(0, file.size()));
        return new LoadedProgram("raw binary", range.address(), range);
    }
}
