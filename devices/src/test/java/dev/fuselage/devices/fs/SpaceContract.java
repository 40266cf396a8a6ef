package dev.fuselage.devices.fs;

import static dev.fuselage.devices.fs.FileSystemUser.fails;
import static dev.fuselage.devices.fs.FileSystemUser.ok;
import static dev.fuselage.fuse.linux.FallocateMode.FALLOC_FL_KEEP_SIZE;
import static dev.fuselage.fuse.linux.FallocateMode.FALLOC_FL_PUNCH_HOLE;
import static dev.fuselage.fuse.linux.FallocateMode.FALLOC_FL_ZERO_RANGE;
import static dev.fuselage.fuse.linux.Seek.SEEK_DATA;
import static dev.fuselage.fuse.linux.Seek.SEEK_END;
import static dev.fuselage.fuse.linux.Seek.SEEK_HOLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.fs.FileSystemContract.Feature;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import org.junit.jupiter.api.Test;

/** fallocate(2), lseek(2) for data and holes, {@code st_blocks}, statfs(2). */
interface SpaceContract extends ContractFixture {

    int BLOCK = 4096;

    private Handle fullFile(int blocks) {
        Handle h = user().open(user().touch(root(), "f"), OpenFlags.O_RDWR);
        byte[] bytes = new byte[blocks * BLOCK];
        java.util.Arrays.fill(bytes, (byte) 'x');
        assertThat(user().write(h, 0, bytes, 0)).isEqualTo(bytes.length);
        ok(fs().fsync(h, false));
        return h;
    }

    @Test
    default void blocksAreCountedIn512Bytes() {
        needs(Feature.HOLES);
        Handle h = fullFile(4);
        assertThat(user().stat(h.node()).blocks).isEqualTo(4 * BLOCK / 512);
        assertThat(user().write(h, 1 << 20, "x")).isEqualTo(1);
        ok(fs().fsync(h, false));
        assertThat(user().stat(h.node()).blocks).isEqualTo(5 * BLOCK / 512);
        ok(user().truncate(h.node(), h, BLOCK + 1));
        assertThat(user().stat(h.node()).blocks).isEqualTo(2 * BLOCK / 512);
        fs().release(h);
    }

    @Test
    default void allocationExtendsTheFile() {
        Handle h = user().open(user().touch(root(), "f"), OpenFlags.O_RDWR);
        ok(fs().fallocate(h, 0, 1000, 9000));
        assertThat(user().stat(h.node()).size).isEqualTo(10_000);
        assertThat(user().stat(h.node()).blocks).isGreaterThanOrEqualTo(3 * BLOCK / 512);
        assertThat(user().read(h, 0, 20_000)).hasSize(10_000).containsOnly(0);
        fs().release(h);
    }

    @Test
    default void allocationKeepsTheSizeWhenAsked() {
        Handle h = user().open(user().touch(root(), "f"), OpenFlags.O_RDWR);
        ok(fs().fallocate(h, FALLOC_FL_KEEP_SIZE, 0, 3 * BLOCK));
        assertThat(user().stat(h.node()).size).isZero();
        assertThat(user().stat(h.node()).blocks).isEqualTo(3 * BLOCK / 512);
        fs().release(h);
    }

    @Test
    default void allocatedSpaceTakesData() {
        Handle h = user().open(user().touch(root(), "f"), OpenFlags.O_RDWR);
        ok(fs().fallocate(h, 0, 0, 3 * BLOCK));
        assertThat(user().write(h, 5000, "data")).isEqualTo(4);
        byte[] all = user().read(h, 0, 3 * BLOCK);
        assertThat(all[4999]).isZero();
        assertThat(all[5000]).isEqualTo((byte) 'd');
        assertThat(all[5004]).isZero();
        fs().release(h);
    }

    @Test
    default void punchingMakesZerosAndFreesWholeBlocks() {
        needs(Feature.HOLES);
        Handle h = fullFile(6);
        int mode = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;
        ok(fs().fallocate(h, mode, BLOCK + 100, 3 * BLOCK));
        byte[] all = user().read(h, 0, 6 * BLOCK);
        assertThat(all).hasSize(6 * BLOCK);
        for (int i = 0; i < all.length; i++) {
            boolean punched = i >= BLOCK + 100 && i < 4 * BLOCK + 100;
            assertThat(all[i]).as("byte %d", i).isEqualTo(punched ? 0 : (byte) 'x');
        }
        assertThat(user().stat(h.node()).blocks).isEqualTo(4 * BLOCK / 512);
        fs().release(h);
    }

    @Test
    default void punchingWithinABlockZeroesIt() {
        needs(Feature.HOLES);
        Handle h = fullFile(1);
        int mode = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;
        ok(fs().fallocate(h, mode, 10, 20));
        assertThat(user().read(h, 10, 20)).containsOnly(0);
        assertThat(user().read(h, 0, 10)).containsOnly('x');
        assertThat(user().read(h, 30, 100)).containsOnly('x');
        fs().release(h);
    }

    @Test
    default void zeroRangeMakesZeros() {
        needs(Feature.ZERO_RANGE);
        Handle h = fullFile(4);
        ok(fs().fallocate(h, FALLOC_FL_ZERO_RANGE, 100, 2 * BLOCK));
        byte[] all = user().read(h, 0, 4 * BLOCK);
        assertThat(all[99]).isEqualTo((byte) 'x');
        assertThat(user().read(h, 100, 2 * BLOCK)).containsOnly(0);
        assertThat(all[100 + 2 * BLOCK]).isEqualTo((byte) 'x');
        ok(fs().fallocate(h, FALLOC_FL_ZERO_RANGE, 0, 5 * BLOCK));
        assertThat(user().stat(h.node()).size).isEqualTo(5 * BLOCK);
        ok(fs().fallocate(h, FALLOC_FL_ZERO_RANGE | FALLOC_FL_KEEP_SIZE, 0, 6 * BLOCK));
        assertThat(user().stat(h.node()).size).isEqualTo(5 * BLOCK);
        fs().release(h);
    }

    @Test
    default void fallocateRefusesBadArguments() {
        Handle h = fullFile(1);
        fails(fs().fallocate(h, 0, -1, 1), Errno.EINVAL);
        fails(fs().fallocate(h, 0, 0, 0), Errno.EINVAL);
        fails(fs().fallocate(h, FALLOC_FL_PUNCH_HOLE, 0, 1), Errno.EOPNOTSUPP);
        fails(fs().fallocate(h, 0, Long.MAX_VALUE - 1, 100), Errno.EFBIG);
        Handle readOnly = user().open(h.node(), OpenFlags.O_RDONLY);
        fails(fs().fallocate(readOnly, 0, 0, 1), Errno.EBADF);
        fs().release(readOnly);
        fs().release(h);
    }

    @Test
    default void seekFindsDataAndHoles() {
        needs(Feature.HOLES);
        Handle h = user().open(user().touch(root(), "f"), OpenFlags.O_RDWR);
        byte[] block = new byte[BLOCK];
        java.util.Arrays.fill(block, (byte) 1);
        user().write(h, 2 * BLOCK, block, 0);
        user().write(h, 1 << 20, block, 0);
        ok(user().truncate(h.node(), h, (1 << 20) + 10 * BLOCK));
        ok(fs().fsync(h, false));
        assertThat(fs().lseek(h, 0, SEEK_DATA)).isEqualTo(2 * BLOCK);
        assertThat(fs().lseek(h, 2 * BLOCK + 5, SEEK_DATA)).isEqualTo(2 * BLOCK + 5);
        assertThat(fs().lseek(h, 3 * BLOCK, SEEK_DATA)).isEqualTo(1 << 20);
        assertThat(fs().lseek(h, 0, SEEK_HOLE)).isZero();
        assertThat(fs().lseek(h, 2 * BLOCK, SEEK_HOLE)).isEqualTo(3 * BLOCK);
        assertThat(fs().lseek(h, 1 << 20, SEEK_HOLE)).isEqualTo((1 << 20) + BLOCK);
        fails(fs().lseek(h, (1 << 20) + BLOCK, SEEK_DATA), Errno.ENXIO);
        fails(fs().lseek(h, (1 << 20) + 10 * BLOCK, SEEK_HOLE), Errno.ENXIO);
        fs().release(h);
    }

    @Test
    default void theEndOfAFullFileIsAHole() {
        Handle h = fullFile(2);
        assertThat(fs().lseek(h, 0, SEEK_HOLE)).isEqualTo(2 * BLOCK);
        assertThat(fs().lseek(h, 0, SEEK_END)).isEqualTo(2 * BLOCK);
        fails(fs().lseek(h, 0, 99), Errno.EINVAL);
        fs().release(h);
    }

    @Test
    default void statfsCountsBlocksAndNames() {
        FileSystemStatistics s = new FileSystemStatistics();
        ok(fs().statfs(root(), s));
        assertThat(s.frsize).isPositive();
        assertThat(s.bsize).isPositive();
        assertThat(s.blocks).isGreaterThanOrEqualTo(s.bfree);
        assertThat(s.bfree).isGreaterThanOrEqualTo(s.bavail);
        assertThat(s.namelen).isEqualTo(255);
    }
}
