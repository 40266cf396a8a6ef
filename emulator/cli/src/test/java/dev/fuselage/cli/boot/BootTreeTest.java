package dev.fuselage.cli.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.cli.boot.BootPlatform.Controllers;
import dev.fuselage.riscv.fdt.DeviceTree;
import dev.fuselage.riscv.fdt.DeviceTreeNode;
import dev.fuselage.riscv.image.Placed;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the guest is told of its machine. Values of nodes that QEMU's virt machine has too are those
 * of its trees (QEMU 7.2, {@code -M virt,dumpdtb=...} with and without {@code aia=aplic-imsic}).
 */
final class BootTreeTest {
    private static final long MEMORY = 512L << 20;
    private static final long SEED = 7;

    private static BootPlatform platform(Controllers controllers, boolean machineMode) {
        return new BootPlatform(MEMORY, 2, 4, 10_000_000, controllers, machineMode);
    }

    private static DeviceTree tree(Controllers controllers, boolean machineMode) {
        return BootTree.of(
                platform(controllers, machineMode),
                "console=ttyS0",
                new Placed("initrd", 0x9f00_0000L, 0x12_3456),
                SEED);
    }

    private static DeviceTreeNode node(DeviceTree tree, String path) {
        DeviceTreeNode node = tree.root();
        for (String name : path.substring(1).split("/", -1)) {
            node =
                    node.children().stream()
                            .filter(child -> child.name().equals(name))
                            .findFirst()
                            .orElseThrow(() -> new AssertionError("no " + name + " of " + path));
        }
        return node;
    }

    private static List<String> names(DeviceTree tree, String path) {
        return node(tree, path).children().stream().map(DeviceTreeNode::name).toList();
    }

    private static List<Integer> cells(DeviceTreeNode node, String property) {
        ByteBuffer value = ByteBuffer.wrap(node.value(property));
        List<Integer> cells = new ArrayList<>();
        while (value.hasRemaining()) {
            cells.add(value.getInt());
        }
        return cells;
    }

    private static List<String> text(DeviceTreeNode node, String property) {
        String all = new String(node.value(property), StandardCharsets.UTF_8);
        return List.of(all.split("\0", 0));
    }

    @ParameterizedTest
    @CsvSource({
        "/soc/serial@10000000, ns16550a, 0x10000000, 0x100",
        "/soc/rtc@101000, 'google,goldfish-rtc', 0x101000, 0x1000",
        "/soc/test@100000, 'sifive,test1 sifive,test0 syscon', 0x100000, 0x1000",
        "/soc/pci@30000000, pci-host-ecam-generic, 0x30000000, 0x10000000",
        "/soc/aplic@d000000, 'riscv,aplic', 0xd000000, 0x8000",
        "/soc/aplic@c000000, 'riscv,aplic', 0xc000000, 0x8000",
        "/soc/imsics@28000000, 'riscv,imsics', 0x28000000, 0x2000",
        "/soc/imsics@24000000, 'riscv,imsics', 0x24000000, 0x2000",
        "/soc/clint@2000000, 'sifive,clint0 riscv,clint0', 0x2000000, 0x10000"
    })
    void devicesAreWhereQemuHasThem(String path, String compatible, int base, int size) {
        DeviceTreeNode node = node(tree(Controllers.APLIC_IMSIC, true), path);

        assertThat(String.join(" ", text(node, "compatible"))).isEqualTo(compatible);
        assertThat(cells(node, "reg")).containsExactly(0, base, 0, size);
    }

    @Test
    void chosenSaysWhatTheKernelIsToDoAndWhereItsRamDiskIs() {
        DeviceTreeNode chosen = node(tree(Controllers.APLIC_IMSIC, false), "/chosen");

        assertThat(text(chosen, "bootargs")).containsExactly("console=ttyS0");
        assertThat(text(chosen, "stdout-path")).containsExactly("/soc/serial@10000000");
        assertThat(cells(chosen, "linux,initrd-start")).containsExactly(0, 0x9f00_0000);
        assertThat(cells(chosen, "linux,initrd-end")).containsExactly(0, 0x9f12_3456);
        assertThat(chosen.value("rng-seed")).hasSize(32);
        assertThat(chosen.value("kaslr-seed")).hasSize(8);
    }

    @Test
    void withoutARamDiskNoneIsTold() {
        DeviceTree tree = BootTree.of(platform(Controllers.APLIC_IMSIC, false), "", null, SEED);

        assertThat(node(tree, "/chosen").properties()).doesNotContain("linux,initrd-start");
    }

    @Test
    void seedOfTheRunDecidesTheSeedsOfTheGuest() {
        BootPlatform platform = platform(Controllers.APLIC_IMSIC, false);
        byte[] tree = BootTree.of(platform, "", null, 1).flatten(0);

        assertThat(BootTree.of(platform, "", null, 1).flatten(0)).isEqualTo(tree);
        assertThat(BootTree.of(platform, "", null, 2).flatten(0)).isNotEqualTo(tree);
    }

    @Test
    void memoryIsOneRange() {
        assertThat(cells(node(tree(Controllers.PLIC, false), "/memory@80000000"), "reg"))
                .containsExactly(0, 0x8000_0000, 0, 0x2000_0000);
    }

    @Test
    void hartsSayWhatTheyImplementInBothForms() {
        DeviceTree tree = tree(Controllers.APLIC_IMSIC, false);
        DeviceTreeNode hart = node(tree, "/cpus/cpu@1");

        assertThat(cells(node(tree, "/cpus"), "timebase-frequency")).containsExactly(10_000_000);
        assertThat(cells(hart, "reg")).containsExactly(1);
        assertThat(text(hart, "riscv,isa-base")).containsExactly("rv64i");
        assertThat(text(hart, "riscv,isa-extensions"))
                .startsWith("i", "m", "a", "f", "d", "c")
                .contains("zicsr", "zifencei", "zicbom", "zicboz", "sstc", "svpbmt", "svade")
                .contains("smaia", "ssaia")
                .doesNotContain("svadu", "h", "v");
        assertThat(text(hart, "riscv,isa").getFirst())
                .startsWith("rv64imafdc_zic")
                .contains("_zba_zbb_zbs_", "_sstc_");
        assertThat(text(hart, "mmu-type")).containsExactly("riscv,sv48");
        assertThat(cells(hart, "riscv,cboz-block-size")).containsExactly(64);
    }

    @Test
    void supervisorOfAnAiaMachineSeesItsOwnControllersAlone() {
        DeviceTree tree = tree(Controllers.APLIC_IMSIC, false);
        DeviceTreeNode imsics = node(tree, "/soc/imsics@28000000");
        DeviceTreeNode aplic = node(tree, "/soc/aplic@d000000");
        int hart0 = node(tree, "/cpus/cpu@0/interrupt-controller").phandle();
        int hart1 = node(tree, "/cpus/cpu@1/interrupt-controller").phandle();

        assertThat(names(tree, "/soc"))
                .containsExactlyInAnyOrder(
                        "imsics@28000000",
                        "aplic@d000000",
                        "serial@10000000",
                        "rtc@101000",
                        "test@100000",
                        "pci@30000000");
        assertThat(cells(imsics, "interrupts-extended")).containsExactly(hart0, 9, hart1, 9);
        assertThat(cells(imsics, "riscv,num-ids")).containsExactly(255);
        assertThat(cells(aplic, "msi-parent")).containsExactly(imsics.phandle());
        assertThat(cells(aplic, "riscv,num-sources")).containsExactly(96);
        assertThat(cells(node(tree, "/soc/serial@10000000"), "interrupts")).containsExactly(10, 4);
        assertThat(cells(node(tree, "/soc/pci@30000000"), "msi-parent"))
                .containsExactly(imsics.phandle());
    }

    @Test
    void firmwareInMachineModeSeesItsDomainsToo() {
        DeviceTree tree = tree(Controllers.APLIC_IMSIC, true);
        DeviceTreeNode machine = node(tree, "/soc/aplic@c000000");
        int child = node(tree, "/soc/aplic@d000000").phandle();
        int hart0 = node(tree, "/cpus/cpu@0/interrupt-controller").phandle();
        int hart1 = node(tree, "/cpus/cpu@1/interrupt-controller").phandle();

        assertThat(cells(machine, "riscv,children")).containsExactly(child);
        assertThat(cells(machine, "riscv,delegation")).containsExactly(child, 1, 96);
        assertThat(cells(node(tree, "/soc/imsics@24000000"), "interrupts-extended"))
                .containsExactly(hart0, 11, hart1, 11);
        assertThat(cells(node(tree, "/soc/clint@2000000"), "interrupts-extended"))
                .containsExactly(hart0, 3, hart0, 7, hart1, 3, hart1, 7);
    }

    @Test
    void aplicWithoutImsicIsWiredToTheHarts() {
        DeviceTree tree = tree(Controllers.APLIC, false);
        int hart0 = node(tree, "/cpus/cpu@0/interrupt-controller").phandle();
        int hart1 = node(tree, "/cpus/cpu@1/interrupt-controller").phandle();

        assertThat(cells(node(tree, "/soc/aplic@d000000"), "interrupts-extended"))
                .containsExactly(hart0, 9, hart1, 9);
        assertThat(node(tree, "/soc/pci@30000000").properties()).doesNotContain("msi-parent");
    }

    @Test
    void plicHasAContextForEachModeOfEachHart() {
        DeviceTree tree = tree(Controllers.PLIC, false);
        DeviceTreeNode plic = node(tree, "/soc/plic@c000000");
        int hart0 = node(tree, "/cpus/cpu@0/interrupt-controller").phandle();
        int hart1 = node(tree, "/cpus/cpu@1/interrupt-controller").phandle();

        assertThat(cells(plic, "interrupts-extended"))
                .containsExactly(hart0, 11, hart0, 9, hart1, 11, hart1, 9);
        assertThat(cells(plic, "riscv,ndev")).containsExactly(96);
        assertThat(cells(node(tree, "/soc/rtc@101000"), "interrupts")).containsExactly(11);
        assertThat(text(node(tree, "/cpus/cpu@0"), "riscv,isa-extensions")).doesNotContain("ssaia");
    }

    @Test
    void pciHasBothWindowsAndItsWiresInTurn() {
        DeviceTree tree = tree(Controllers.PLIC, false);
        DeviceTreeNode pci = node(tree, "/soc/pci@30000000");
        int plic = node(tree, "/soc/plic@c000000").phandle();

        assertThat(cells(pci, "bus-range")).containsExactly(0, 255);
        assertThat(cells(pci, "ranges"))
                .containsExactly(
                        0x0200_0000,
                        0,
                        0x4000_0000,
                        0,
                        0x4000_0000,
                        0,
                        0x4000_0000,
                        0x4300_0000,
                        1,
                        0,
                        1,
                        0,
                        0x40,
                        0);
        assertThat(cells(pci, "interrupt-map-mask")).containsExactly(0x1800, 0, 0, 7);
        assertThat(cells(pci, "interrupt-map").subList(0, 36))
                .containsExactly(
                        0, 0, 0, 1, plic, 32, 0, 0, 0, 2, plic, 33, 0, 0, 0, 3, plic, 34, 0, 0, 0,
                        4, plic, 35, 0x800, 0, 0, 1, plic, 33, 0x800, 0, 0, 2, plic, 34);
        assertThat(cells(pci, "interrupt-map")).hasSize(16 * 6);
    }

    @Test
    void testDeviceEndsTheMachine() {
        DeviceTree tree = tree(Controllers.PLIC, false);
        int test = node(tree, "/soc/test@100000").phandle();

        assertThat(cells(node(tree, "/poweroff"), "regmap")).containsExactly(test);
        assertThat(cells(node(tree, "/poweroff"), "value")).containsExactly(0x5555);
        assertThat(cells(node(tree, "/reboot"), "value")).containsExactly(0x7777);
    }

    @ParameterizedTest
    @CsvSource({
        "APLIC_IMSIC, false",
        "APLIC_IMSIC, true",
        "APLIC, false",
        "APLIC, true",
        "PLIC, false",
        "PLIC, true"
    })
    void compilerHasNothingToWarnOf(
            Controllers controllers, boolean machineMode, @TempDir Path directory)
            throws IOException, InterruptedException {
        Path blob =
                Files.write(
                        directory.resolve("tree.dtb"), tree(controllers, machineMode).flatten(0));

        assertThat(dtc("-I", "dtb", "-O", "dts", "-o", "/dev/null", blob.toString())).isEmpty();
    }

    private static String dtc(String... arguments) throws IOException, InterruptedException {
        String path = System.getenv("PATH");
        for (String place : (path == null ? "" : path).split(File.pathSeparator, -1)) {
            if (Files.isExecutable(Path.of(place, "dtc"))) {
                List<String> command = new ArrayList<>(List.of(place + "/dtc"));
                command.addAll(List.of(arguments));
                Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
                String output =
                        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(process.waitFor()).as(output).isZero();
                return output;
            }
        }
        Assumptions.abort("dtc is not installed (Debian package device-tree-compiler)");
        return "";
    }
}
