package dev.fuselage.riscv.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.riscv.image.TestFiles.Segment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class LoaderTest {
    private static final long BASE = 0x8000_0000L;
    private static final long SIZE = 64L << 20;
    private static final long MIB = 1L << 20;
    private static final long USUAL = 2 * MIB;

    private final GuestMemory memory = new GuestMemory();
    private final RamLayout ram;

    LoaderTest() {
        memory.addRam(BASE, SIZE);
        ram = new RamLayout(memory, BASE, SIZE);
    }

    @AfterEach
    void close() {
        memory.close();
    }

    private LoadedProgram kernel(ByteBuffer file) throws ImageException {
        byte[] bytes = new byte[file.capacity()];
        file.get(0, bytes);
        return kernel(bytes);
    }

    private LoadedProgram kernel(byte[] file) throws ImageException {
        return new Loader(ram).kernel(ImageFile.of("kernel", file));
    }

    private LoadedProgram firmware(byte[] file) throws ImageException {
        return new Loader(ram).firmware(ImageFile.of("firmware", file));
    }

    @Test
    void imageGoesWhereItsHeaderSaysAndKeepsRoomForWhatItZeroes() throws ImageException {
        LoadedProgram loaded = kernel(TestFiles.image(USUAL, 3 * MIB, 200));

        assertThat(loaded)
                .isEqualTo(
                        new LoadedProgram(
                                "Linux Image",
                                BASE + USUAL,
                                new Placed("the kernel", BASE + USUAL, 3 * MIB)));
        assertThat(memory.read8(BASE + USUAL + 199)).isEqualTo(199);
        assertThat(memory.read8(BASE + USUAL + 200)).isZero();
    }

    @Test
    void packedImageIsUnpacked() throws ImageException {
        LoadedProgram loaded = kernel(TestFiles.gzip(TestFiles.image(0, MIB, 100_000).array()));

        assertThat(loaded.entry()).isEqualTo(BASE);
        assertThat(memory.read8(BASE + 99_999)).isEqualTo(99_999 & 0xff);
    }

    @Test
    void bytesBehindTheImageAreRoomToo() throws ImageException {
        assertThat(kernel(TestFiles.image(USUAL, 100, 5000)).range().size()).isEqualTo(5000);
    }

    @Test
    void imageThatIsLargerThanMemoryIsRefusedWithBothSizes() {
        assertThatThrownBy(() -> kernel(TestFiles.image(USUAL, 63 * MIB, 100)))
                .isInstanceOf(ImageException.class)
                .hasMessage(
                        "kernel: the kernel needs 63 MiB at offset 2 MiB, and the guest's memory"
                                + " is 64 MiB");
    }

    @ParameterizedTest
    @CsvSource({
        "8, 0x1000, text_offset 0x1000 in its header is no multiple of 2 MiB",
        "8, -2097152, text_offset 0xffffffffffe00000 in its header is no multiple of 2 MiB",
        "16, 0, image_size 0 in its header is no size",
        "16, -1, image_size -1 in its header is no size",
        "24, 1, 'a big-endian kernel, and the harts are little-endian'",
        "32, 0x10000, 'header version 1.0, and only 0.x is known'"
    })
    void imageWithABadHeaderIsRefused(int offset, String value, String problem) {
        ByteBuffer file = TestFiles.image(USUAL, MIB, 100).putLong(offset, Long.decode(value));

        assertThatThrownBy(() -> kernel(file))
                .isInstanceOf(ImageException.class)
                .hasMessage("kernel: " + problem);
    }

    @Test
    void segmentsOfAnExecutableGoToTheirPhysicalAddresses() throws ImageException {
        LoadedProgram loaded =
                kernel(
                        TestFiles.elf(
                                BASE + 0x1004,
                                new Segment(BASE + 0x1000, BASE + 0x1000, 8, bytes(1, 2, 3)),
                                new Segment(BASE + 0x3000, BASE + 0x3000, 0x500, bytes(4))));

        assertThat(loaded)
                .isEqualTo(
                        new LoadedProgram(
                                "ELF",
                                BASE + 0x1004,
                                new Placed("the kernel", BASE + 0x1000, 0x2500)));
        assertThat(memory.read32(BASE + 0x1000)).isEqualTo(0x030201);
        assertThat(memory.read8(BASE + 0x3000)).isEqualTo(4);
    }

    @Test
    void kernelThatDoesNotKnowWhereMemoryIsGoesToItsUsualPlace() throws ImageException {
        // As vmlinux: linked to the top of the address space, loaded from physical 0 on.
        long linked = 0xffff_ffff_8000_0000L;
        LoadedProgram loaded =
                kernel(
                        TestFiles.elf(
                                linked + 0x40,
                                new Segment(linked, 0, 0x100, bytes(1)),
                                new Segment(linked + MIB, MIB, 0x100, bytes(2))));

        assertThat(loaded.entry()).isEqualTo(BASE + USUAL + 0x40);
        assertThat(memory.read8(BASE + USUAL)).isEqualTo(1);
        assertThat(memory.read8(BASE + USUAL + MIB)).isEqualTo(2);
    }

    @Test
    void firmwareThatDoesNotKnowWhereMemoryIsGoesToItsStart() throws ImageException {
        byte[] file = TestFiles.elf(0, new Segment(0, 0, 0x100, bytes(1))).array();

        assertThat(firmware(file).entry()).isEqualTo(BASE);
    }

    @Test
    void anyOtherFirmwareGoesToTheStartOfMemoryAsItIs() throws ImageException {
        LoadedProgram loaded = firmware(bytes(5, 6, 7));

        assertThat(loaded)
                .isEqualTo(
                        new LoadedProgram("raw binary", BASE, new Placed("the firmware", BASE, 3)));
        assertThat(memory.read32(BASE)).isEqualTo(0x070605);
    }

    @Test
    void kernelOverFirmwareIsRefused() throws ImageException {
        firmware(new byte[3 << 20]);

        assertThatThrownBy(() -> kernel(TestFiles.image(USUAL, MIB, 100)))
                .isInstanceOf(ImageException.class)
                .hasMessage(
                        "the kernel at 0x80200000 to 0x802fffff overlaps the firmware at"
                                + " 0x80000000 to 0x802fffff");
    }

    @ParameterizedTest
    @CsvSource({
        "4, 1, 'not for riscv64, but 32-bit little-endian ELF for RISC-V'",
        "18, 62, 'not for riscv64, but 64-bit little-endian ELF for x86-64'",
        "18, 183, 'not for riscv64, but 64-bit little-endian ELF for AArch64'",
        "18, 77, 'not for riscv64, but 64-bit little-endian ELF for machine 77'",
        "16, 1, 'an ELF file of type 1: not an executable'",
        "16, 4, 'an ELF file of type 4: not an executable'",
        "54, 55, an ELF file whose program headers cannot be read",
        "56, 40, an ELF file whose program headers cannot be read",
        "39, 127, an ELF file whose program headers cannot be read",
        "56, 0, an ELF file without anything to load",
        "64, 2, an ELF file without anything to load",
        "96, 5, an ELF file whose segment at physical 0x80000000 is larger than it can be",
        "79, 127, an ELF file whose segment at physical 0x80000000 is larger than it can be",
        "103, 128, an ELF file whose segment at physical 0x80000000 is larger than it can be",
        "111, 128, an ELF file whose segment at physical 0x80000000 is larger than it can be",
        "27, 0x90, an ELF file whose entry 0x90000000 is in no segment"
    })
    void executableWithABadFieldIsRefused(int offset, String value, String problem) {
        ByteBuffer file = TestFiles.elf(BASE, new Segment(BASE, BASE, 4, bytes(1, 2, 3, 4)));
        file.put(offset, (byte) (int) Integer.decode(value));

        assertThatThrownBy(() -> kernel(file))
                .isInstanceOf(ImageException.class)
                .hasMessage("kernel: " + problem);
    }

    @Test
    void executableThatNeedsOtherMemoryIsRefused() {
        ByteBuffer file = TestFiles.elf(BASE, new Segment(BASE, BASE, SIZE + 1, bytes(1, 2, 3, 4)));

        assertThatThrownBy(() -> kernel(file))
                .isInstanceOf(ImageException.class)
                .hasMessage(
                        "kernel: the kernel needs 0x80000000 to 0x84000000, and the guest's memory"
                                + " is 64 MiB from 0x80000000 on");
    }

    static Stream<Arguments> strangers() {
        return Stream.of(
                Arguments.of("\u00fd7zXZ\0", "xz data: unpack it first (xz -d)"),
                Arguments.of("(\u00b5/\u00fd", "zstd data: unpack it first (zstd -d)"),
                Arguments.of("BZh9", "bzip2 data: unpack it first (bzip2 -d)"),
                Arguments.of("]\0\0\0", "lzma data: unpack it first (xz -d)"),
                Arguments.of(
                        "MZ\0\0zimg",
                        "an EFI zboot image (CONFIG_EFI_ZBOOT): take the Image it was made from"),
                Arguments.of("0".repeat(0x38) + "ARMd", "a Linux Image for arm64"),
                Arguments.of("0".repeat(0x202) + "HdrS", "a Linux bzImage for x86"),
                Arguments.of("MZ", "an EFI executable without a riscv64 Image header"),
                Arguments.of("070701", "a cpio archive, which an initial RAM disk is"),
                Arguments.of("#!/bin/sh", "a script"),
                Arguments.of("\u00d0\r\u00fe\u00ed", "a device tree or FIT image"),
                Arguments.of("hello", "data of an unknown kind"));
    }

    @ParameterizedTest
    @MethodSource("strangers")
    void fileOfAnotherKindIsCalledByItsName(String content, String kind) {
        assertThatThrownBy(() -> kernel(content.getBytes(StandardCharsets.ISO_8859_1)))
                .isInstanceOf(ImageException.class)
                .hasMessage(
                        "kernel: neither a riscv64 Linux Image nor a riscv64 ELF executable, but "
                                + kind);
    }

    @Test
    void damagedGzipDataIsRefused() {
        byte[] packed = TestFiles.gzip(TestFiles.image(USUAL, MIB, 10_000).array());

        assertThatThrownBy(() -> kernel(Arrays.copyOf(packed, 100)))
                .isInstanceOf(ImageException.class)
                .hasMessageStartingWith("kernel: its gzip data is damaged: ");
    }

    @Test
    void gzipDataThatUnpacksToMoreThanMemoryIsRefused() {
        byte[] bomb = TestFiles.gzip(new byte[(int) SIZE + 1]);

        assertThatThrownBy(() -> kernel(bomb))
                .isInstanceOf(ImageException.class)
                .hasMessage("kernel: it unpacks to more than the guest's memory holds");
    }

    @Test
    void headersCutOffAnywhereAreRefused() {
        byte[] image = TestFiles.image(USUAL, MIB, 64).array();
        byte[] elf = TestFiles.elf(BASE, new Segment(BASE, BASE, 4, bytes(1, 2, 3, 4))).array();
        for (int length = 0; length < 64; length++) {
            byte[] cutImage = Arrays.copyOf(image, length);
            assertThatThrownBy(() -> kernel(cutImage)).isInstanceOf(ImageException.class);
        }
        for (int length = 0; length < elf.length; length++) {
            byte[] cutElf = Arrays.copyOf(elf, length);
            assertThatThrownBy(() -> kernel(cutElf)).isInstanceOf(ImageException.class);
        }
    }

    @Test
    void filesAreReadFromDisk(@TempDir Path directory) throws Exception {
        Path file =
                Files.write(directory.resolve("Image"), TestFiles.image(USUAL, MIB, 100).array());
        try (ImageFile opened = ImageFile.open(file)) {
            assertThat(new Loader(ram).kernel(opened).entry()).isEqualTo(BASE + USUAL);
        }
    }

    @Test
    void filesThatCannotBeReadAreCalledByTheirReason(@TempDir Path directory) throws Exception {
        Path missing = directory.resolve("missing");

        assertThatThrownBy(() -> ImageFile.open(missing))
                .isInstanceOf(ImageException.class)
                .hasMessage(missing + ": no such file");
        assertThatThrownBy(() -> ImageFile.open(directory))
                .isInstanceOf(ImageException.class)
                .hasMessage(directory + ": is a directory");
        Path empty = Files.createFile(directory.resolve("empty"));
        try (ImageFile opened = ImageFile.open(empty)) {
            assertThatThrownBy(() -> new Loader(ram).kernel(opened))
                    .isInstanceOf(ImageException.class)
                    .hasMessage(empty + ": is empty");
        }
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
