package dev.fuselage.cli.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.cli.Cli;
import dev.fuselage.cli.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FetchCommandTest {

    @TempDir private Path folder;
    private FakeDebian debian;
    private GuestFiles guest;

    @BeforeEach
    void begin() throws IOException {
        debian = new FakeDebian(folder.resolve("system"));
        guest = new GuestFiles(folder.resolve("guests/one"));
    }

    private Cli.Result fetch(String... more) {
        return debian.fetch(
                Stream.concat(
                                Stream.of("--directory", guest.directory().toString()),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    private List<Path> inGuests() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("guests"))) {
            return files.toList();
        }
    }

    private void isRefused(Cli.Result result, String message) {
        assertThat(result.err()).isEqualTo("fuselage: " + message + "\n");
        assertThat(result.out()).isEmpty();
        assertThat(result.status()).isEqualTo(ExitStatus.BAD_USAGE);
    }

    @Test
    void aGuestIsMadeOfThreePackages() throws IOException {
        Cli.Result result = fetch();
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        assertThat(result.out())
                .startsWith("In " + guest.directory() + "\n")
                .contains("linux-image-6.12.9+deb13-riscv64 6.12.9-1 sha256:0123abcd")
                .endsWith(
                        "Boot it: fuselage boot --kernel "
                                + guest.kernel()
                                + " --root myfs --share myfs="
                                + guest.root()
                                + "\n");
        assertThat(guest.areThere()).isTrue();
        assertThat(guest.kernel()).hasSize(200);
        assertThat(guest.kernelConfiguration()).hasContent("CONFIG_FUSE_FS=y\n");
        assertThat(guest.dynamicFirmware()).hasContent("dynamic");
        assertThat(guest.jumpFirmware()).hasContent("jump");
        assertThat(guest.initramfs()).isNotEmptyFile();
        assertThat(inGuests()).containsExactly(guest.directory());
    }

    @Test
    void theRootDirectoryHasAProgramForEachAppletAndAnInit() throws IOException {
        fetch();
        Path root = guest.root();
        assertThat(root.resolve("bin/busybox")).isExecutable();
        for (String name : List.of("bin/[", "bin/ls", "usr/bin/sh", "sbin/init", "init")) {
            assertThat(root.resolve(name).toRealPath())
                    .isEqualTo(root.resolve("bin/busybox").toRealPath());
        }
        assertThat(root.resolve("bin/text")).doesNotExist();
        assertThat(root.resolve("etc/inittab")).content().contains("::sysinit:/etc/init.d/rcS\n");
        assertThat(root.resolve("etc/init.d/rcS")).isExecutable();
        for (String name : List.of("dev", "proc", "sys", "tmp", "run", "mnt", "root")) {
            assertThat(root.resolve(name)).isDirectory();
        }
        assertThat(Files.readSymbolicLink(root.resolve("etc/mtab")))
                .isEqualTo(Path.of("../proc/self/mounts"));
        assertThat(root.resolve("dev")).isEmptyDirectory();
    }

    @Test
    void modprobeFindsTheModulesForVirtualDevicesThatTheKernelHas() throws IOException {
        fetch();
        Path modules = guest.root().resolve("lib/modules/6.12.9");
        assertThat(modules.resolve("kernel/fs/9p/9p.ko.xz")).hasContent("xz");
        assertThat(modules.resolve("kernel/sound")).doesNotExist();
        // modules.dep(5); netfs is built into this kernel.
        assertThat(modules.resolve("modules.dep"))
                .hasContent(
                        """
                        kernel/net/9p/9pnet.ko.xz:
                        kernel/fs/9p/9p.ko.xz: kernel/net/9p/9pnet.ko.xz
                        """);
        assertThat(modules.resolve("modules.alias")).hasContent("alias fs-9p 9p\n");
        assertThat(modules.resolve("modules.builtin")).hasContent("kernel/fs/fuse.ko\n");
    }

    @Test
    void bootFindsTheUsualPlaceItself() {
        Cli.Result result = debian.fetch();
        assertThat(result.out())
                .startsWith("In " + folder + "/system/.local/share/fuselage/guest\n")
                .endsWith("Boot it: fuselage boot\n");
    }

    @Test
    void aNameWithSpacesIsQuotedInTheCommandToType() {
        Path place = folder.resolve("a guest");
        assertThat(debian.fetch("--directory", place.toString()).out())
                .endsWith(" --share 'myfs=" + place + "/root'\n");
    }

    @Test
    void aSecondCallSaysThatTheGuestIsThereAndCallsNothing() throws IOException {
        fetch();
        int calls = debian.calls().size();
        assertThat(fetch().out())
                .startsWith("The guest is there already (--force fetches it again):\nIn ");
        assertThat(debian.calls()).hasSize(calls);
    }

    @Test
    void force_replacesTheGuest() throws IOException {
        fetch();
        Files.writeString(guest.root().resolve("mine"), "x");
        assertThat(fetch("--force").status()).isZero();
        assertThat(guest.root().resolve("mine")).doesNotExist();
        assertThat(inGuests()).containsExactly(guest.directory());
    }

    @Test
    void aFailureLeavesTheGuestThatWasThere() throws IOException {
        fetch();
        debian.fails("unpack", "dpkg-deb: error: corrupted\n");
        assertThat(fetch("--force").status()).isEqualTo(ExitStatus.BAD_USAGE);
        assertThat(guest.areThere()).isTrue();
        assertThat(inGuests()).containsExactly(guest.directory());
    }

    @Test
    void aptWorksOnFilesOfItsOwnOnly() throws IOException {
        fetch();
        List<String> calls =
                debian.calls().stream().filter(call -> call.matches("apt-(get|cache) .*")).toList();
        assertThat(calls).hasSize(4);
        assertThat(calls)
                .allSatisfy(call -> {
                    for (String option :
                            List.of("Dir::State", "Dir::State::status", "Dir::Cache")) {
                        assertThat(call).contains(" -o " + option + "=" + folder + "/guests/");
                    }
                    assertThat(call)
                            .contains("Dir::Etc::sourcelist=/dev/null")
                            .contains("APT::Architecture=riscv64")
                            .contains("APT::Sandbox::User=root");
                });
    }

    @Test
    void theMirrorOfTheSystemIsAskedForTrixie() throws IOException {
        fetch();
        assertThat(debian.source())
                .startsWith(
                        """
                        Types: deb
                        URIs: http://mirror.invalid/debian
                        Suites: trixie
                        Components: main
                        Architectures: riscv64
                        """);
    }

    @Test
    void aUserMayNameMirrorAndKeys() throws IOException {
        Path keys = Files.writeString(folder.resolve("keys.gpg"), "k");
        fetch("--mirror", "http://other.invalid/debian", "--keyring", keys.toString());
        assertThat(debian.source())
                .contains("URIs: http://other.invalid/debian\n")
                .contains("Signed-By: " + keys + "\n");
        isRefused(
                fetch("--force", "--mirror", "other"),
                "--mirror: 'other' is no URI as in apt's sources: http://HOST/debian");
        isRefused(
                fetch("--force", "--keyring", "/no/such"),
                "--keyring: /no/such: no such file that can be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"apt-get", "apt-cache", "apt-config", "dpkg-deb"})
    void aMissingProgramIsNamed(String program) throws IOException {
        debian.without(program);
        Cli.Result result = debian.fetchWithoutSystem("--directory", guest.directory().toString());
        isRefused(
                result,
                "fetch: "
                        + program
                        + ": no such program on PATH: Debian's package tools are needed (Debian: apt,"
                        + " dpkg); or give boot a kernel of your own with --kernel");
        assertThat(inGuests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    update   | E: Failed to fetch http://m/InRelease  Could not resolve 'm' | the mirror http://mirror.invalid/debian: no network: Failed to fetch http://m/InRelease Could not resolve 'm'
                    update   | E: The repository 'http://m trixie Release' does not have a Release file. | the mirror http://mirror.invalid/debian: the mirror has no suite trixie: The repository 'http://m trixie Release' does not have a Release file.
                    update   | E: The repository 'http://m trixie InRelease' is not signed. | the mirror http://mirror.invalid/debian: the signature cannot be verified (Debian's keys are in the package debian-archive-keyring): The repository 'http://m trixie InRelease' is not signed.
                    download | E: You don't have enough free space in /x/. | the disk is full: You don't have enough free space in /x/.
                    download | E: Failed to fetch http://m/x.deb  Hash Sum mismatch | the mirror is being changed: Failed to fetch http://m/x.deb Hash Sum mismatch
                    download | N: hint | it failed: hint
                    download | '' | it failed: its exit status is 100
                    unpack   | dpkg-deb: error: x: No space left on device | busybox-static_1_riscv64.deb cannot be unpacked: the disk is full: dpkg-deb: error: x: No space left on device
                    """)
    void aFailingStepIsToldInOneLineAndLeavesNothing(String step, String complaint, String message)
            throws IOException {
        debian.fails(step, complaint + "\n");
        isRefused(fetch(), "fetch: " + message);
        assertThat(inGuests()).isEmpty();
    }

    @Test
    void aMirrorWithoutTheKernelIsNamed() throws IOException {
        debian.lacks("linux-image-riscv64");
        isRefused(
                fetch(),
                "fetch: the mirror http://mirror.invalid/debian: it has no linux-image-riscv64 in"
                        + " trixie");
        assertThat(inGuests()).isEmpty();
    }

    @Test
    void aMissingPackageIsNamed() throws IOException {
        debian.lacks("busybox-static");
        isRefused(fetch(), "fetch: busybox-static: no such package in trixie");
    }

    @Test
    void aKernelThatIsNoImageIsRefused() throws IOException {
        debian.kernel(new byte[] {0x1f, (byte) 0x8b, 8});
        isRefused(fetch(), "fetch: vmlinux-6.12.9: is no flat riscv64 Image");
        assertThat(inGuests()).isEmpty();
    }

    @Test
    void aFolderWithOtherThingsIsLeftAlone() throws IOException {
        Files.createDirectories(guest.directory());
        isAccepted(fetch());
        Path other = Files.createDirectories(folder.resolve("guests/other"));
        Files.writeString(other.resolve("letter"), "dear");
        isRefused(
                debian.fetch("--directory", other.toString(), "--force"),
                "fetch: " + other + ": holds other files: name another folder");
        assertThat(other.resolve("letter")).hasContent("dear");
    }

    private static void isAccepted(Cli.Result result) {
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
    }

    @Test
    void aPlaceThatCannotBeIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        isRefused(
                debian.fetch("--directory", file + "/guest"),
                "fetch: " + file + "/guest: cannot be made: " + file + ": is no directory");
        isRefused(
                debian.fetch("--directory", file.toString()),
                "fetch: " + file + ": is no directory that can be read");
    }

    @Test
    void whatAKilledCallLeftGoesWithTheNext() throws IOException {
        Path left = Files.createDirectories(folder.resolve("guests/one.partial-999999999999"));
        Files.writeString(left.resolve("x"), "x");
        Path foreign = Files.createDirectories(folder.resolve("guests/one.partial-of-mine"));
        isAccepted(fetch());
        assertThat(inGuests()).containsExactlyInAnyOrder(guest.directory(), foreign);
    }

    @Test
    void initramfsAndRootDirectoryAreTheSame() throws IOException {
        fetch();
        List<CpioEntry> entries = CpioEntry.read(Files.readAllBytes(guest.initramfs()));
        try (Stream<Path> files = Files.walk(guest.root())) {
            List<String> names =
                    files.filter(path -> !path.equals(guest.root()))
                            .map(path -> guest.root().relativize(path).toString())
                            .toList();
            assertThat(entries.stream().map(CpioEntry::name))
                    .containsAll(names)
                    .contains(".", "dev/console", "dev/null")
                    .hasSize(names.size() + 3);
        }
        assertThat(Files.exists(guest.root().resolve("dev/null"), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
    }
}
