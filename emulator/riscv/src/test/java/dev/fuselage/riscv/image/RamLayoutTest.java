package dev.fuselage.riscv.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fuselage.machine.memory.GuestMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RamLayoutTest {
    private static final long BASE = 0x8000_0000L;
    private static final long SIZE = 16L << 20;
    private static final long PAGE = 4096;
    private static final long KIB = 1024;

    private final GuestMemory memory = new GuestMemory();
    private final RamLayout ram;

    RamLayoutTest() {
        memory.addRam(BASE, SIZE);
        ram = new RamLayout(memory, BASE, SIZE);
    }

    @AfterEach
    void close() {
        memory.close();
    }

    @Test
    void bytesGoAsHighAsTheyFitBelowOneAnother() throws ImageException {
        Placed first = ram.loadHigh("first", new byte[] {1, 2}, PAGE);
        Placed second = ram.loadHigh("second", new byte[5000], PAGE);
        Placed third = ram.loadHigh("third", new byte[] {3}, 8);

        assertThat(first).isEqualTo(new Placed("first", BASE + SIZE - PAGE, 2));
        assertThat(second).isEqualTo(new Placed("second", BASE + SIZE - 3 * PAGE, 5000));
        assertThat(third).isEqualTo(new Placed("third", BASE + SIZE - 8, 1));
        assertThat(memory.read16(first.address())).isEqualTo(0x0201);
        assertThat(ram.placed()).containsExactly(first, second, third);
    }

    @Test
    void bytesGoBelowWhatIsInTheWay() throws ImageException {
        ram.take("the kernel", BASE + SIZE - 2 * PAGE, PAGE);

        assertThat(ram.loadHigh("tree", new byte[5000], PAGE).address())
                .isEqualTo(BASE + SIZE - 4 * PAGE);
    }

    @Test
    void bytesForWhichNoRoomIsLeftAreRefused() throws ImageException {
        ram.take("the kernel", BASE + PAGE, SIZE - PAGE);

        assertThatThrownBy(() -> ram.loadHigh("the tree", new byte[(int) PAGE + 1], 8))
                .isInstanceOf(ImageException.class)
                .hasMessage(
                        "no room for the tree of 4097 bytes beside what else is in the guest's"
                                + " memory of 16 MiB");
        assertThat(ram.loadHigh("the tree", new byte[(int) PAGE], 8).address()).isEqualTo(BASE);
    }

    @Test
    void moreBytesThanMemoryHasAreRefused() {
        assertThatThrownBy(() -> ram.loadHigh("the initrd", new byte[17 << 20], PAGE))
                .isInstanceOf(ImageException.class)
                .hasMessageStartingWith("no room for the initrd of 17 MiB");
    }

    @Test
    void fileWithoutContentIsRefused() {
        ImageFile empty = ImageFile.of("initrd.img", new byte[0]);

        assertThatThrownBy(() -> ram.loadHigh("the initrd", empty, PAGE))
                .isInstanceOf(ImageException.class)
                .hasMessage("initrd.img: is empty");
    }

    @Test
    void rangeOutsideMemoryIsRefused() {
        assertThatThrownBy(() -> ram.take("the kernel", BASE - PAGE, 2 * PAGE))
                .isInstanceOf(ImageException.class);
        assertThatThrownBy(() -> ram.take("the kernel", BASE + SIZE - PAGE, 2 * PAGE))
                .isInstanceOf(ImageException.class)
                .hasMessage(
                        "the kernel needs 8192 bytes from 0x80fff000 on, and the guest's memory is"
                                + " 16 MiB from 0x80000000 on");
    }

    @Test
    void sizesAreWrittenAsPeopleWriteThem() {
        assertThat(RamLayout.mebibytes(3 * KIB * KIB)).isEqualTo("3 MiB");
        assertThat(RamLayout.mebibytes(3 * KIB * KIB + 600 * KIB)).isEqualTo("3.5 MiB");
        assertThat(RamLayout.mebibytes(1000)).isEqualTo("1000 bytes");
    }
}
