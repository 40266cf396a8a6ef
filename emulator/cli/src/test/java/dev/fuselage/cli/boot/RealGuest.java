package dev.fuselage.cli.boot;

import dev.fuselage.cli.Cli;
import dev.fuselage.cli.fetch.GuestFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Boots the guest that {@code fuselage fetch} brought, each time with a root directory of its own.
 * Where there is none, a test is skipped.
 */
final class RealGuest {

    /** Seconds of the host's time after which a boot has failed. */
    private static final String TIMEOUT = "300";

    private final GuestFiles files;
    private final Path root;
    private final List<String> options = new ArrayList<>();
    private String share = "";

    private RealGuest(GuestFiles files, Path root) {
        this.files = files;
        this.root = root;
    }

    /** A guest whose root directory is made within this folder. */
    static RealGuest in(Path folder) throws IOException {
        GuestFiles files = files();
        Path root = folder.resolve("root");
        Files.createDirectories(folder);
        copy(files.root(), root);
        return new RealGuest(files, root);
    }

    /** The fetched files; skips the test where there are none. */
    static GuestFiles files() {
        GuestFiles files = GuestFiles.usual(System.getenv());
        Path at = Path.of("").toAbsolutePath();
        for (; !files.areThere() && at != null; at = at.getParent()) {
            files = GuestFiles.usual(Map.of("FUSELAGE_HOME", at.toString()));
        }
        Assumptions.assumeTrue(files.areThere(), "fuselage fetch has not brought a guest");
        return files;
    }

    /** An environment in which the command finds the fetched files; skips the test likewise. */
    static Map<String, String> variables() {
        Path folder = files().root().resolve("../..").normalize();
        boolean besideTheLauncher = folder.endsWith(".fuselage");
        String home = folder.resolveSibling("").toString();
        return Map.of(besideTheLauncher ? "FUSELAGE_HOME" : "XDG_DATA_HOME", home);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                Files.copy(
                        path,
                        to.resolve(from.relativize(path).toString()),
                        StandardCopyOption.COPY_ATTRIBUTES,
                        LinkOption.NOFOLLOW_LINKS);
            }
        }
    }

    /** Another guest on the same root directory, with the usual options. */
    RealGuest again() {
        return new RealGuest(files, root);
    }

    /** The root directory, as the host sees it. */
    Path root() {
        return root;
    }

    /** Options of the share that is the root, such as {@code cache=none,queues=2}. */
    RealGuest share(String text) {
        share = "," + text;
        return this;
    }

    /** More options of the command. */
    RealGuest with(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    /** Boots with commands instead of a login shell. */
    Cli.Result run(String commands) {
        return with("-c", commands).boot();
    }

    /** Boots. */
    Cli.Result boot() {
        return bootWithInput("");
    }

    /** Goes on from the snapshot that the options name. */
    Cli.Result load() {
        return call("", List.of());
    }

    /** Boots with something typed at its console. */
    Cli.Result bootWithInput(String input) {
        return call(input, List.of("--kernel", files.kernel().toString()));
    }

    private Cli.Result call(String input, List<String> kernel) {
        List<String> words = new ArrayList<>(List.of("boot"));
        words.addAll(kernel);
        words.addAll(List.of("--share", "rootfs=" + root + share, "--root", "rootfs"));
        words.addAll(List.of("--timeout", TIMEOUT));
        words.addAll(options);
        return Cli.withInput(input, words.toArray(String[]::new));
    }
}
