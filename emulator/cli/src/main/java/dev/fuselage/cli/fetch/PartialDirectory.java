package dev.fuselage.cli.fetch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A directory in the making, beside the place it will take: there at once when it is whole, gone
 * when it is closed before, also by a signal. One that a killed process left goes with the next.
 */
final class PartialDirectory implements AutoCloseable {

    private final Path place;
    private final Path work;
    private final Thread onSignal;

    /**
     * Begins a directory; the folders above are made.
     *
     * @param place where it will be
     */
    PartialDirectory(Path place) throws IOException {
        this.place = place;
        Path parent = place.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IOException("the root directory cannot be replaced");
        }
        Files.createDirectories(parent);
        removeLeftovers(parent);
        this.work = sibling("partial", ProcessHandle.current().pid());
        Directories.delete(work);
        Files.createDirectory(work);
        this.onSignal = new Thread(this::abandon);
        Runtime.getRuntime().addShutdownHook(onSignal);
    }

    private Path sibling(String kind, long process) {
        return place.resolveSibling(place.getFileName() + "." + kind + "-" + process);
    }

    private void removeLeftovers(Path parent) throws IOException {
        Pattern ours =
                Pattern.compile(
                        Pattern.quote(place.getFileName() + ".") + "(?:partial|old)-(\\d{1,18})");
        List<Path> all;
        try (Stream<Path> siblings = Files.list(parent)) {
            all = siblings.toList();
        }
        for (Path each : all) {
            Matcher m = ours.matcher(String.valueOf(each.getFileName()));
            if (m.matches() && ProcessHandle.of(Long.parseLong(m.group(1))).isEmpty()) {
                Directories.delete(each);
            }
        }
    }

    /** Where to build. */
    Path path() {
        return work;
    }

    /** A directory in it takes the place, and that of a directory there; the rest goes. */
    void finish(String name) throws IOException {
        Path old = sibling("old", ProcessHandle.current().pid());
        Directories.delete(old);
        boolean replaces = Files.exists(place);
        if (replaces) {
            Files.move(place, old, StandardCopyOption.ATOMIC_MOVE);
        }
        try {
            Files.move(work.resolve(name), place, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (replaces) {
                Files.move(old, place, StandardCopyOption.ATOMIC_MOVE);
            }
            throw e;
        }
        Directories.delete(old);
    }

    private void abandon() {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroy);
        try {
            Directories.delete(work);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            Runtime.getRuntime().removeShutdownHook(onSignal);
        } catch (IllegalStateException e) {
            // The hook is at work.
            return;
        }
        Directories.delete(work);
    }
}
