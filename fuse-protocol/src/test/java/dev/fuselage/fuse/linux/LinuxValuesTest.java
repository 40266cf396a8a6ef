package dev.fuselage.fuse.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinuxValuesTest {
    @Test
    void everyErrorNumberHasItsName() throws Exception {
        for (Field field : Errno.class.getFields()) {
            String name = field.getName();
            if (!List.of("EWOULDBLOCK", "EDEADLOCK").contains(name)) {
                assertThat(Errno.name(field.getInt(null))).isEqualTo(name);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "41, 41",
        "58, 58",
        "134, 134",
        "-2, -2",
        "2147483647, 2147483647",
        "-2147483648, -2147483648"
    })
    void whatIsNoErrorNumberIsNamedInDigits(int number, String name) {
        assertThat(Errno.name(number)).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({
        "0100644, 8, 0000644, false",
        "0040755, 4, 0000755, false",
        "0120777, 10, 0000777, false",
        "0020600, 2, 0000600, true",
        "0060660, 6, 0000660, true",
        "0010644, 1, 0000644, true",
        "0147777, 12, 0007777, true",
        "0000000, 0, 0000000, false"
    })
    void modeTellsTypeAndPermissions(
            String octal, int direntType, String permissions, boolean special) {
        int mode = Integer.parseInt(octal, 8);
        assertThat(DirentType.ofMode(mode)).isEqualTo(direntType);
        assertThat(Mode.permissions(mode)).isEqualTo(Integer.parseInt(permissions, 8));
        assertThat(Mode.isSpecial(mode)).isEqualTo(special);
        assertThat(Mode.isRegular(mode)).isEqualTo(direntType == DirentType.DT_REG);
        assertThat(Mode.isDirectory(mode)).isEqualTo(direntType == DirentType.DT_DIR);
        assertThat(Mode.isSymbolicLink(mode)).isEqualTo(direntType == DirentType.DT_LNK);
        assertThat(Mode.isCharacterDevice(mode)).isEqualTo(direntType == DirentType.DT_CHR);
        assertThat(Mode.isBlockDevice(mode)).isEqualTo(direntType == DirentType.DT_BLK);
        assertThat(Mode.isFifo(mode)).isEqualTo(direntType == DirentType.DT_FIFO);
        assertThat(Mode.isSocket(mode)).isEqualTo(direntType == DirentType.DT_SOCK);
    }

    @ParameterizedTest
    @CsvSource({
        "00, true, false",
        "01, false, true",
        "02, true, true",
        "03, false, false",
        "0100102, true, true"
    })
    void openFlagsTellReadingAndWriting(String octal, boolean read, boolean write) {
        int flags = Integer.parseInt(octal, 8);
        assertThat(OpenFlags.canRead(flags)).isEqualTo(read);
        assertThat(OpenFlags.canWrite(flags)).isEqualTo(write);
    }

    /**
     * Worked by hand: minor bits 0..7 stay, major follows at bit 8, minor bits 8..19 go to bit 20.
     */
    @ParameterizedTest
    @CsvSource({
        "8, 1, 00000801",
        "259, 65539, 10010303",
        "4095, 1048575, ffffffff",
        "0, 256, 00100000"
    })
    void deviceNumbersAreEncodedAsLinuxDoes(int major, int minor, String hex) {
        int device = DeviceNumber.of(major, minor);
        assertThat(device).isEqualTo(Integer.parseUnsignedInt(hex, 16));
        assertThat(DeviceNumber.major(device)).isEqualTo(major);
        assertThat(DeviceNumber.minor(device)).isEqualTo(minor);
    }

    @Test
    void everyDeviceNumberSurvivesItsParts() {
        long seed = 0x5eed_0001L;
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 1000; i++) {
            int device = random.nextInt();
            assertThat(DeviceNumber.of(DeviceNumber.major(device), DeviceNumber.minor(device)))
                    .as("seed %x, round %d", seed, i)
                    .isEqualTo(device);
        }
    }
}
