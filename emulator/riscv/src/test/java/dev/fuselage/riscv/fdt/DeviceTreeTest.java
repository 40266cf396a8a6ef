package dev.fuselage.riscv.fdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DeviceTreeTest {

    private static DeviceTree example() {
        DeviceTree tree = new DeviceTree();
        tree.reserve(0x8000_0000L, 0x20_0000);
        DeviceTreeNode root = tree.root();
        root.cells("#address-cells", 2).cells("#size-cells", 1).text("model", "a", "bc");
        DeviceTreeNode controller =
                root.node("controller", 0x1000)
                        .wide("reg", 0x1000)
                        .flag("interrupt-controller")
                        .cells("#interrupt-cells", 1);
        root.node("device")
                .reference("interrupt-parent", controller)
                .cells("interrupts", 7)
                .bytes("local-mac-address", (byte) 1, (byte) 2, (byte) 3)
                .node("child-of.device,1_2+3")
                .text("status", "okay");
        return tree;
    }

    @Test
    void headerSaysWhereTheBlocksAre() {
        ByteBuffer blob = ByteBuffer.wrap(example().flatten(3));

        assertThat(blob.getInt(0)).as("magic").isEqualTo(0xd00dfeed);
        assertThat(blob.getInt(4)).as("totalsize").isEqualTo(blob.capacity());
        assertThat(blob.getInt(8) % 4).as("off_dt_struct").isZero();
        assertThat(blob.getInt(16) % 8).as("off_mem_rsvmap").isZero();
        assertThat(blob.getInt(20)).as("version").isEqualTo(17);
        assertThat(blob.getInt(24)).as("last_comp_version").isEqualTo(16);
        assertThat(blob.getInt(28)).as("boot_cpuid_phys").isEqualTo(3);
        assertThat(blob.getInt(8) + blob.getInt(36))
                .as("end of structure")
                .isEqualTo(blob.getInt(12));
        assertThat(blob.getInt(12) + blob.getInt(32))
                .as("end of strings")
                .isEqualTo(blob.capacity());
        assertThat(blob.getInt(blob.getInt(12) - 4)).as("FDT_END").isEqualTo(9);
    }

    @Test
    void reservationsEndWithAnEmptyOne() {
        ByteBuffer blob = ByteBuffer.wrap(example().flatten(0));
        int at = blob.getInt(16);

        assertThat(blob.getLong(at)).isEqualTo(0x8000_0000L);
        assertThat(blob.getLong(at + 8)).isEqualTo(0x20_0000);
        assertThat(blob.getLong(at + 16)).isZero();
        assertThat(blob.getLong(at + 24)).isZero();
    }

    @Test
    void valuesAreBigEndianCellsAndTerminatedStrings() {
        Map<String, byte[]> content = BlobReader.read(example().flatten(0));

        assertThat(content.keySet())
                .containsExactly(
                        "/",
                        "/#address-cells",
                        "/#size-cells",
                        "/model",
                        "/controller@1000/",
                        "/controller@1000/reg",
                        "/controller@1000/interrupt-controller",
                        "/controller@1000/#interrupt-cells",
                        "/controller@1000/phandle",
                        "/device/",
                        "/device/interrupt-parent",
                        "/device/interrupts",
                        "/device/local-mac-address",
                        "/device/child-of.device,1_2+3/",
                        "/device/child-of.device,1_2+3/status");
        assertThat(content.get("/model")).isEqualTo(new byte[] {97, 0, 98, 99, 0});
        assertThat(content.get("/controller@1000/reg")).containsExactly(0, 0, 0, 0, 0, 0, 16, 0);
        assertThat(content.get("/controller@1000/interrupt-controller")).isEmpty();
        assertThat(content.get("/device/interrupts")).containsExactly(0, 0, 0, 7);
        assertThat(content.get("/device/local-mac-address")).containsExactly(1, 2, 3);
        assertThat(content.get("/device/interrupt-parent"))
                .isEqualTo(content.get("/controller@1000/phandle"));
    }

    @Test
    void phandlesAreDifferentAndNeverZero() {
        DeviceTree tree = new DeviceTree();
        int first = tree.root().node("a").phandle();
        DeviceTreeNode b = tree.root().node("b");

        assertThat(first).isPositive();
        assertThat(b.phandle()).isPositive().isNotEqualTo(first).isEqualTo(b.phandle());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1a",
                "a b",
                "a/b",
                "a@",
                "@1",
                "a@1@2",
                "abcdefghijklmnopqrstuvwxyzabcdef"
            })
    void namesThatNoNodeMayHaveAreRefused(String name) {
        DeviceTreeNode root = new DeviceTree().root();

        assertThatThrownBy(() -> root.node(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "a@1", "abcdefghijklmnopqrstuvwxyzabcdef"})
    void namesThatNoPropertyMayHaveAreRefused(String name) {
        DeviceTreeNode root = new DeviceTree().root();

        assertThatThrownBy(() -> root.flag(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nothingMayComeTwice() {
        DeviceTreeNode root = new DeviceTree().root().flag("a");
        root.node("n");

        assertThatThrownBy(() -> root.cells("a", 1)).hasMessageContaining("second property a");
        assertThatThrownBy(() -> root.node("n")).hasMessageContaining("second node n");
    }

    @Test
    void stringWithAZeroCharacterIsRefused() {
        DeviceTreeNode root = new DeviceTree().root();

        assertThatThrownBy(() -> root.text("bootargs", "a\0b"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void treeDeeperThanLinuxReadsIsRefused() {
        DeviceTree tree = new DeviceTree();
        DeviceTreeNode node = tree.root();
        for (int i = 1; i < 64; i++) {
            node = node.node("n");
        }
        assertThat(tree.flatten(0)).isNotEmpty();
        node.node("n");

        assertThatThrownBy(() -> tree.flatten(0)).isInstanceOf(IllegalArgumentException.class);
    }

    /** The compiler's own blob of the source it makes of ours is the same, byte for byte. */
    @Test
    void compilerReadsItAndWouldHaveWrittenTheSame(@TempDir Path directory)
            throws IOException, InterruptedException {
        Path ours = Files.write(directory.resolve("ours.dtb"), example().flatten(0));
        Path source = directory.resolve("ours.dts");
        Path theirs = directory.resolve("theirs.dtb");
        dtc("-I", "dtb", "-O", "dts", "-o", source.toString(), ours.toString());
        dtc("-I", "dts", "-O", "dtb", "-o", theirs.toString(), source.toString());

        assertThat(theirs).hasSameBinaryContentAs(ours);
    }

    private static void dtc(String... arguments) throws IOException, InterruptedException {
        String path = System.getenv("PATH");
        for (String place : (path == null ? "" : path).split(File.pathSeparator, -1)) {
            if (Files.isExecutable(Path.of(place, "dtc"))) {
                String[] command = new String[arguments.length + 1];
                command[0] = Path.of(place, "dtc").toString();
                System.arraycopy(arguments, 0, command, 1, arguments.length);
                Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
                String output =
                        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(process.waitFor()).as(output).isZero();
                return;
            }
        }
        Assumptions.abort("dtc is not installed (Debian package device-tree-compiler)");
    }
}
