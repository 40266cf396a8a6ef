package dev.fuselage.cli.fetch;

import dev.fuselage.cli.Progress;
import dev.fuselage.cli.UsageError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The way from a mirror to a guest: lists, packages, unpacked files, guest. */
final class GuestDownload {

    /** How many steps it tells of. */
    static final int STEPS = 5;

    private static final String KERNEL = "linux-image-riscv64";
    private static final String IMAGE_PREFIX = "linux-image-";
    private static final List<String> OTHERS = List.of("busybox-static", "opensbi");

    /** Downloads, what is unpacked of them, and the guest. */
    private static final long SPACE = 400L << 20;

    private static final List<Path> KEYRINGS =
            List.of(
                    Path.of("/usr/share/keyrings/debian-archive-keyring.pgp"),
                    Path.of("/usr/share/keyrings/debian-archive-keyring.gpg"));

    private final Path scratch;
    private final Progress progress;
    private final PrivateApt apt;
    private final Tool dpkgDeb;

    /**
     * A download that has not begun.
     *
     * @param variables environment variables
     * @param scratch an empty folder for everything that does not stay
     */
    GuestDownload(Map<String, String> variables, Path scratch, Progress progress)
            throws IOException {
        this.scratch = scratch;
        this.progress = progress;
        this.apt = new PrivateApt(Files.createDirectory(scratch.resolve("apt")), variables);
        this.dpkgDeb = new Tool("dpkg-deb", variables);
        long free = Files.getFileStore(scratch).getUsableSpace();
        if (free < SPACE) {
            throw new IOException(
                    "No space left on device: "
                            + (SPACE >> 20)
                            + " MB are needed, "
                            + (free >> 20)
                            + " MB are free");
        }
    }

    /**
     * Fetches a guest.
     *
     * @param guest where there is nothing yet
     * @param mirror the one a user names
     * @param keyring the one a user names
     */
    void fetch(GuestFiles guest, @Nullable String mirror, @Nullable String keyring)
            throws IOException {
        progress.step("lists of " + DebianSuites.FETCHED);
        List<DebianPackage> wanted =
                wanted(
                        mirror == null
                                ? apt.systemSources().debian(DebianSuites.FETCHED)
                                : List.of(AptSource.ofMirror(oneWord(mirror))),
                        keyring == null ? Optional.empty() : Optional.of(readable(keyring)));
        progress.step("packages");
        List<Path> archives = apt.download(wanted, percent -> progress.detail(percent + " %"));
        progress.step("unpacking");
        Path packages = Files.createDirectory(scratch.resolve("packages"));
        for (Path archive : archives) {
            unpack(archive, packages);
        }
        progress.step("root directory");
        new GuestBuild(packages, guest).make(wanted);
        progress.step("done");
    }

    private static String oneWord(String mirror) {
        if (!mirror.matches("[a-z+]+:\\S+")) {
            throw new UsageError(
                    "--mirror: '" + mirror + "' is no URI as in apt's sources: http://HOST/debian");
        }
        return mirror;
    }

    private static String readable(String keyring) {
        Path file = Path.of(keyring).toAbsolutePath();
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new UsageError("--keyring: " + keyring + ": no such file that can be read");
        }
        return file.toString();
    }

    /** Asks one mirror after the other; the first one's failure is told when all fail. */
    private List<DebianPackage> wanted(List<AptSource> sources, Optional<String> keyring)
            throws IOException {
        List<String> failures = new ArrayList<>();
        Set<String> asked = new LinkedHashSet<>();
        for (AptSource source : sources) {
            for (String mirror : source.mirrors()) {
                if (!asked.add(mirror)) {
                    continue;
                }
                List<String> complaints =
                        apt.update(
                                source.paragraph(
                                        mirror,
                                        DebianSuites.FETCHED,
                                        keyring.orElseGet(() -> keysOf(source))),
                                percent -> progress.detail(percent + " %"));
                List<DebianPackage> found = complaints.isEmpty() ? packages() : List.of();
                if (!found.isEmpty()) {
                    return found;
                }
                failures.add(
                        complaints.isEmpty()
                                ? "it has no " + KERNEL + " in " + DebianSuites.FETCHED
                                : AptComplaint.inWords(complaints));
            }
        }
        throw new UsageError(
                "fetch: the mirror " + asked.iterator().next() + ": " + failures.get(0));
    }

    private static String keysOf(AptSource source) {
        return source.signedBy().isEmpty()
                ? KEYRINGS.stream()
                        .filter(Files::isReadable)
                        .findFirst()
                        .map(Path::toString)
                        .orElse("")
                : source.signedBy();
    }

    /** What to download; nothing when the kernel is not there. */
    private List<DebianPackage> packages() {
        List<DebianPackage> named = new ArrayList<>(apt.packages(List.of(KERNEL)));
        if (named.isEmpty()) {
            return List.of();
        }
        List<String> names = new ArrayList<>(List.of(named.get(0).dependency(IMAGE_PREFIX)));
        names.addAll(OTHERS);
        List<DebianPackage> found = apt.packages(names);
        for (String name : names) {
            if (found.stream().noneMatch(each -> each.name().equals(name))) {
                throw new UsageError(
                        "fetch: " + name + ": no such package in " + DebianSuites.FETCHED);
            }
        }
        return found;
    }

    private void unpack(Path archive, Path folder) {
        Tool.Result result =
                dpkgDeb.run(scratch, List.of("-x", archive.toString(), folder.toString()));
        if (result.status() != 0) {
            throw new UsageError(
                    "fetch: "
                            + archive.getFileName()
                            + " cannot be unpacked: "
                            + AptComplaint.inWords(result.complaints()));
        }
    }
}
