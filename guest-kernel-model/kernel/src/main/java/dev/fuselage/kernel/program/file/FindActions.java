package dev.fuselage.kernel.program.file;

import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.program.Launcher;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Quote;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The actions of {@code find}, and what they leave behind: what is still to run, the status. */
final class FindActions {

    /** Files handed to one run of {@code -exec ... +}. */
    private static final int BATCH = 1000;

    private final Libc c;
    private final List<Batch> batches = new ArrayList<>();
    private boolean any;
    private boolean quit;
    private int status;

    /** A command that takes many files at once. */
    private record Batch(List<String> command, List<String> files) {}

    FindActions(Libc c) {
        this.c = c;
    }

    static boolean takesValue(String word) {
        return word.equals("-printf");
    }

    /** Whether there is an action, so that nothing is printed unasked. */
    boolean any() {
        return any;
    }

    boolean hasQuit() {
        return quit;
    }

    FindNode print() {
        return file -> {
            file.c.out().println(file.path);
            return true;
        };
    }

    /** The action a word stands for; null if it stands for none. */
    @Nullable FindNode of(String word, String value) {
        if (word.equals("-prune")) {
            return file -> {
                file.pruned = true;
                return true;
            };
        }
        FindNode action =
                switch (word) {
                    case "-print" -> print();
                    case "-print0" -> file -> text(file, file.path + "\0");
                    case "-ls" -> file -> text(file, FindFormat.line(file));
                    case "-printf" -> {
                        FindFormat format = new FindFormat(value);
                        yield file -> text(file, format.apply(file));
                    }
                    case "-delete" -> this::delete;
                    case "-quit" ->
                            file -> {
                                quit = true;
                                return true;
                            };
                    default -> null;
                };
        any |= action != null;
        return action;
    }

    private static boolean text(FoundFile file, String text) {
        file.c.out().print(text);
        return true;
    }

    private boolean delete(FoundFile file) {
        if (file.path.equals(".")) {
            return true;
        }
        long error = Mode.isDirectory(file.stat.mode) ? c.rmdir(file.path) : c.unlink(file.path);
        if (error < 0) {
            c.complain("cannot delete " + Quote.name(file.path), error);
            status = 1;
        }
        return error >= 0;
    }

    /**
     * {@code -exec}.
     *
     * @param command with {@code {}} where the file's path goes
     * @param together whether one run takes many files
     */
    FindNode exec(List<String> command, boolean together) {
        any = true;
        if (!together) {
            return file ->
                    Launcher.run(
                                    c,
                                    command.stream()
                                            .map(word -> word.replace("{}", file.path))
                                            .toList())
                            == 0;
        }
        Batch batch = new Batch(command.subList(0, command.size() - 1), new ArrayList<>());
        batches.add(batch);
        return file -> {
            batch.files.add(file.path);
            if (batch.files.size() == BATCH) {
                run(batch);
            }
            return true;
        };
    }

    private void run(Batch batch) {
        List<String> words = new ArrayList<>(batch.command);
        words.addAll(batch.files);
        batch.files.clear();
        if (Launcher.run(c, words) != 0) {
            status = 1;
        }
    }

    /** Runs what has gathered up; exit status, 0 or 1. */
    int finish() {
        for (Batch batch : batches) {
            if (!batch.files.isEmpty()) {
                run(batch);
            }
        }
        return status;
    }
}
