package dev.fuselage.cli.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.cli.Cli;
import dev.fuselage.scenarios.report.json.JsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user of {@code fuselage boot} may count on, with the kernel that fetch brought. */
final class RealGuestTest {

    @TempDir private Path folder;

    @Test
    void outputAndStatusOfCommandsAreThoseOfTheGuest() throws IOException {
        Cli.Result result = RealGuest.in(folder).run("uname -sm; echo 'two  words' >&2; exit 3");
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo("Linux riscv64\ntwo  words\n");
        assertThat(result.status()).isEqualTo(3);
    }

    @Test
    void loginShellTakesWhatIsTypedAndPowersOff() throws IOException {
        RealGuest guest = RealGuest.in(folder);
        Cli.Result result = guest.bootWithInput("echo typed > /root/f; cat /root/f\npoweroff\n");
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        assertThat(result.out())
                .contains("Linux version 6.12")
                .contains("VFS: Mounted root (virtiofs filesystem)")
                .contains("\r\ntyped\r\n")
                .contains("reboot: Power down");
        assertThat(guest.root().resolve("root/f")).hasContent("typed\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--harts=4", "--irqchip=plic", "--irqchip=aplic", "--console=virtio"})
    void platformMayBeVaried(String option) throws IOException {
        RealGuest guest = RealGuest.in(folder).with(option);
        Cli.Result result = guest.run("nproc; cat /proc/interrupts");
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .startsWith(option.equals("--harts=4") ? "4\n" : "1\n")
                .contains(
                        switch (option) {
                            case "--irqchip=plic" -> "SiFive PLIC";
                            case "--irqchip=aplic" -> "APLIC-DIRECT";
                            default -> "PCI-MSIX-0000:00:01.0   2 Edge      virtio0-requests.0";
                        });
    }

    @Test
    void firmwareOfDebianStartsTheKernelToo() throws IOException {
        RealGuest guest =
                RealGuest.in(folder).with("--bios", RealGuest.files().dynamicFirmware().toString());
        assertThat(guest.run("dmesg | grep -o 'SBI implementation ID=0x1 '").out())
                .as("OpenSBI is implementation 1")
                .isEqualTo("SBI implementation ID=0x1 \n");
    }

    @Test
    void sameBootGivesTheSameCyclesInstructionsRequestsAndOutput() throws IOException {
        List<String> runs = List.of(observed("one"), observed("two"));
        assertThat(runs.get(0)).isEqualTo(runs.get(1));
    }

    private String observed(String name) throws IOException {
        Path trace = folder.resolve(name + ".json");
        Cli.Result result =
                RealGuest.in(folder.resolve(name))
                        .share("cache=none,queues=2")
                        .with("--harts", "2", "--stats=json", "--trace", trace.toString())
                        .run("cat /etc/passwd; ls /bin | wc -l; ps");
        assertThat(result.status()).isZero();
        return result.out()
                + Files.readString(trace).replaceAll("\"(ino|blocks|[amc]time)[^,]*,", "");
    }

    @Test
    void traceHasTheFormOfTheModelledGuests() throws IOException {
        Path trace = folder.resolve("trace.json");
        Cli.Result result =
                RealGuest.in(folder).with("--trace", trace.toString()).run("cat /etc/hostname");
        assertThat(result.out()).isEqualTo("fuselage\n");
        Path modelled = folder.resolve("modelled.json");
        Cli.output(
                "run",
                "--share",
                "mem:",
                "--trace",
                modelled.toString(),
                "-c",
                "mount -t virtiofs myfs /mnt && ls /mnt");
        Map<?, ?> init = init(trace);
        assertThat(init.keySet()).isEqualTo(init(modelled).keySet());
        assertThat(Cli.output("trace", "summary", trace.toString())).contains("LOOKUP");
    }

    private static Map<?, ?> init(Path trace) throws IOException {
        String line = Files.readAllLines(trace).getFirst();
        assertThat(line).contains("\"INIT\"");
        return (Map<?, ?>) Objects.requireNonNull(JsonReader.read(line));
    }

    @Test
    void guestKilledWhileItWritesLeavesAShareThatAnotherMounts() throws IOException {
        RealGuest first = RealGuest.in(folder);
        Cli.Result killed =
                first.with("--max-instructions", "1600000000")
                        .run("while :; do cat /bin/busybox >> /root/big; done");
        assertThat(killed.status()).isEqualTo(124);
        assertThat(killed.err()).contains("--max-instructions: the guest still runs after 16000");
        assertThat(Files.size(first.root().resolve("root/big"))).isPositive();
        Cli.Result second = first.again().run("[ -s /root/big ] && rm /root/big && echo mounted");
        assertThat(second.out()).isEqualTo("mounted\n");
        assertThat(first.root().resolve("root/big")).doesNotExist();
    }

    @Test
    void kernelWithoutInitPanicsAndIsToldInOneLine() throws IOException {
        RealGuest guest = RealGuest.in(folder).with("--append", "init=/nothing rdinit=/nothing");
        Files.delete(guest.root().resolve("init"));
        Cli.Result result = guest.boot();
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err())
                .isEqualTo(
                        "fuselage: the guest's kernel panicked: Requested init /nothing failed"
                                + " (error -2).\n");
    }

    @Test
    void resetIsTold() throws IOException {
        Cli.Result result = RealGuest.in(folder).run("reboot -f");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("fuselage: the guest has reset the machine\n");
    }

    @Test
    void commandsOfAnyTextComeThrough() throws IOException {
        String text = "a'b\"c\\d $HOME `x` ; & | \u00e4\u20ac";
        byte[] expected = (text + "\n").getBytes(StandardCharsets.UTF_8);
        Cli.Result result =
                RealGuest.in(folder).run("cat <<'EOF'\n" + text + "\nEOF\nprintf '\\n\\n'");
        assertThat(result.out().getBytes(StandardCharsets.UTF_8))
                .isEqualTo(
                        (new String(expected, StandardCharsets.UTF_8) + "\n\n")
                                .getBytes(StandardCharsets.UTF_8));
    }
}
