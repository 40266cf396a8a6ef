package dev.fuselage.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FuseCompatTest {
    /**
     * The protocol history in the UAPI header, and the lengths that libfuse and Linux use for old
     * peers.
     */
    @ParameterizedTest
    @CsvSource({
        // minor, entry_out, attr_out, getattr_in, mknod_in, create_in, read_in, write_in,
        // release_in, lk_in, statfs_out, init_out
        "3, 120, 96, 0, 8, 8, 24, 24, 16, 40, 48, 8",
        "4, 120, 96, 0, 8, 8, 24, 24, 16, 40, 80, 8",
        "5, 120, 96, 0, 8, 8, 24, 24, 16, 40, 80, 24",
        "8, 120, 96, 0, 8, 8, 24, 24, 24, 40, 80, 24",
        "9, 128, 104, 16, 8, 8, 40, 40, 24, 48, 80, 24",
        "11, 128, 104, 16, 8, 8, 40, 40, 24, 48, 80, 24",
        "12, 128, 104, 16, 16, 16, 40, 40, 24, 48, 80, 24",
        "22, 128, 104, 16, 16, 16, 40, 40, 24, 48, 80, 24",
        "23, 128, 104, 16, 16, 16, 40, 40, 24, 48, 80, 64",
        "45, 128, 104, 16, 16, 16, 40, 40, 24, 48, 80, 64"
    })
    void lengthsFollowTheVersion(
            int minor,
            int entryOut,
            int attrOut,
            int getattrIn,
            int mknodIn,
            int createIn,
            int readIn,
            int writeIn,
            int releaseIn,
            int lkIn,
            int statfsOut,
            int initOut) {
        assertThat(FuseCompat.entryOutSize(minor)).isEqualTo(entryOut);
        assertThat(FuseCompat.attrOutSize(minor)).isEqualTo(attrOut);
        assertThat(FuseCompat.getattrInSize(minor)).isEqualTo(getattrIn);
        assertThat(FuseCompat.mknodInSize(minor)).isEqualTo(mknodIn);
        assertThat(FuseCompat.createInSize(minor)).isEqualTo(createIn);
        assertThat(FuseCompat.readInSize(minor)).isEqualTo(readIn);
        assertThat(FuseCompat.writeInSize(minor)).isEqualTo(writeIn);
        assertThat(FuseCompat.releaseInSize(minor)).isEqualTo(releaseIn);
        assertThat(FuseCompat.lkInSize(minor)).isEqualTo(lkIn);
        assertThat(FuseCompat.statfsOutSize(minor)).isEqualTo(statfsOut);
        assertThat(FuseCompat.initOutSize(minor)).isEqualTo(initOut);
    }

    @Test
    void setxattrIsShortUnlessTheFlagWasAgreedOn() {
        assertThat(FuseCompat.setxattrInSize(0)).isEqualTo(8);
        assertThat(FuseCompat.setxattrInSize(~InitFlags.SETXATTR_EXT)).isEqualTo(8);
        assertThat(FuseCompat.setxattrInSize(InitFlags.SETXATTR_EXT)).isEqualTo(16);
    }

    @Test
    void theShortInitEndsBehindItsFirstFlags() {
        assertThat(FuseProtocol.COMPAT_INIT_IN_SIZE).isEqualTo(16);
        assertThat(FuseInitIn.FLAGS.offset() + FuseInitIn.FLAGS.size()).isEqualTo(16);
        assertThat(FuseInitIn.FLAGS2.offset()).isEqualTo(16);
    }

    @Test
    void theUpperInitFlagsCountOnlyWithInitExt() {
        int ext = 1 << 30;
        assertThat(InitFlags.of(1 << 31, -1)).isEqualTo(0x8000_0000L);
        assertThat(InitFlags.of(ext, 1)).isEqualTo(0x1_4000_0000L);
        assertThat(InitFlags.of(ext, 1 << 31)).isEqualTo(0x8000_0000_4000_0000L);
        assertThat(InitFlags.flags(0x8765_4321_fedc_ba98L)).isEqualTo(0xfedc_ba98);
        assertThat(InitFlags.flags2(0x8765_4321_fedc_ba98L)).isEqualTo(0x8765_4321);
    }
}
