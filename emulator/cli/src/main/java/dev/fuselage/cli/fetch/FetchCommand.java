package dev.fuselage.cli.fetch;

import dev.fuselage.cli.ExitStatus;
import dev.fuselage.cli.HostEnvironment;
import dev.fuselage.cli.Progress;
import dev.fuselage.cli.UsageError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code fuselage fetch}. */
@Command(
        name = "fetch",
        mixinStandardHelpOptions = true,
        description =
                "Brings a guest for boot onto this machine: Debian's riscv64 kernel, a root"
                        + " directory of BusyBox, the same as an initramfs, and OpenSBI.",
        footer = {
            "",
            "The packages come from the mirror in the system's own apt sources, through",
            "apt-get and dpkg-deb with files of their own: nothing of the system changes, and",
            "nobody needs to be root. About 115 MB are downloaded, 36 MB stay.",
            "",
            "They go to .fuselage/guest beside the launcher; where that cannot be written,",
            "to fuselage/guest in $XDG_DATA_HOME or ~/.local/share.",
            "",
            "Exit status: 0 the guest is there; 125 it cannot be had; 70 internal error."
        })
public final class FetchCommand implements Callable<Integer> {

    private final HostEnvironment host;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "Where the guest goes (.fuselage/guest beside the launcher).")
    private @Nullable String directory;

    @Option(
            names = "--force",
            description =
                    "Fetch it again when it is there already. The root directory is replaced, with"
                            + " all that guests changed in it.")
    private boolean force;

    @Option(
            names = "--mirror",
            paramLabel = "URI",
            description = "The Debian mirror (the one in the system's apt sources).")
    private @Nullable String mirror;

    @Option(
            names = "--keyring",
            paramLabel = "FILE",
            description =
                    "Keys that verify the mirror (those its entry names, or those of the package"
                            + " debian-archive-keyring).")
    private @Nullable String keyring;

    public FetchCommand(HostEnvironment host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        String given = directory;
        GuestFiles guest =
                given == null
                        ? GuestFiles.usual(host.variables())
                        : GuestFiles.in("--directory", given);
        if (guest.areThere() && !force) {
            host.print("The guest is there already (--force fetches it again):\n");
        } else {
            refuseForeign(guest.directory());
            fetch(guest);
        }
        tell(guest);
        return ExitStatus.OK;
    }

    /** A directory that holds other things is not ours to replace. */
    private static void refuseForeign(Path directory) {
        if (!Files.exists(directory) || new GuestFiles(directory).areThere()) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            if (files.findAny().isEmpty()) {
                return;
            }
        } catch (IOException e) {
            throw new UsageError("fetch: " + directory + ": is no directory that can be read");
        }
        throw new UsageError("fetch: " + directory + ": holds other files: name another folder");
    }

    private void fetch(GuestFiles guest) {
        Path place = guest.directory();
        try (PartialDirectory partial = new PartialDirectory(place);
                Progress progress = new Progress(host, GuestDownload.STEPS)) {
            Path scratch = Files.createDirectory(partial.path().resolve("scratch"));
            Files.createDirectory(partial.path().resolve("guest"));
            new GuestDownload(host.variables(), scratch, progress)
                    .fetch(new GuestFiles(partial.path().resolve("guest")), mirror, keyring);
            partial.finish("guest");
        } catch (IOException e) {
            throw new UsageError("fetch: " + place + ": " + AptComplaint.inWords(e));
        }
    }

    private void tell(GuestFiles guest) {
        try {
            host.print("In " + guest.directory() + "\n");
            for (String line : Files.readAllLines(guest.contents())) {
                host.print(line.isEmpty() ? "\n" : "  " + line + "\n");
            }
        } catch (IOException e) {
            throw new UsageError("fetch: " + guest.contents() + ": cannot be read");
        }
        host.print("\nBoot it: fuselage boot" + options(guest) + "\n");
    }

    /** What boot has to be told: nothing of the place where it looks itself. */
    private String options(GuestFiles guest) {
        if (guest.equals(GuestFiles.usual(host.variables()))) {
            return "";
        }
        return " --kernel "
                + word(guest.kernel().toString())
                + " --root myfs --share "
                + word("myfs=" + guest.root());
    }

    /** Text as a shell takes it for one word. */
    private static String word(String text) {
        boolean plain = text.matches("[A-Za-z0-9_/.,=+@%-]+");
        return plain ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
