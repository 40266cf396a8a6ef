package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A node of a generated tree such as /proc or /sys: a directory, a file whose text is made when it
 * is opened, or a link. Texts are byte strings.
 */
public sealed interface PseudoNode {
    /** Permission bits. */
    int mode();

    /** The user it belongs to. */
    default int uid() {
        return 0;
    }

    /** The group it belongs to. */
    default int gid() {
        return 0;
    }

    /** A file. */
    final class File implements PseudoNode {
        private final int mode;
        private final Supplier<String> text;
        private final @Nullable ToIntFunction<String> writer;
        private int uid;
        private int gid;

        private File(int mode, Supplier<String> text, @Nullable ToIntFunction<String> writer) {
            this.mode = mode;
            this.text = text;
            this.writer = writer;
        }

        /** Its text now. */
        String text() {
            return text.get();
        }

        /** Takes what a program wrote: 0 or negative; -EIO when it cannot be written. */
        int write(String written) {
            return writer == null ? -Errno.EIO : writer.applyAsInt(written);
        }

        /** Gives it to somebody. */
        public File ownedBy(int newUid, int newGid) {
            uid = newUid;
            gid = newGid;
            return this;
        }

        @Override
        public int mode() {
            return mode;
        }

        @Override
        public int uid() {
            return uid;
        }

        @Override
        public int gid() {
            return gid;
        }
    }

    /** A symbolic link. */
    final class Link implements PseudoNode {
        private final Supplier<String> target;

        private Link(Supplier<String> target) {
            this.target = target;
        }

        /** Where it points now. */
        String target() {
            return target.get();
        }

        @Override
        public int mode() {
            return 0777;
        }
    }

    /** A directory: names that stay, and names that come and go. */
    final class Directory implements PseudoNode {
        private final Map<String, PseudoNode> children = new LinkedHashMap<>();
        private @Nullable Function<String, @Nullable PseudoNode> finder;
        private @Nullable Supplier<Iterable<String>> names;
        private int mode = 0555;
        private int uid;
        private int gid;

        /** Gives it to somebody, with those permission bits. */
        public Directory ownedBy(int newUid, int newGid, int newMode) {
            uid = newUid;
            gid = newGid;
            mode = newMode;
            return this;
        }

        /** Adds a node; replaces one of the same name. */
        public Directory add(String name, PseudoNode node) {
            children.put(name, node);
            return this;
        }

        /** Removes a node. */
        public void remove(String name) {
            children.remove(name);
        }

        /** The directory of that name, made if it is not there. */
        public Directory directory(String name) {
            PseudoNode node = children.computeIfAbsent(name, key -> new Directory());
            if (node instanceof Directory directory) {
                return directory;
            }
            throw new IllegalArgumentException(name + " is no directory");
        }

        /**
         * Adds names that come and go: which there are, and what each is (null when it is gone).
         */
        public void setDynamic(
                Supplier<Iterable<String>> list, Function<String, @Nullable PseudoNode> find) {
            names = list;
            finder = find;
        }

        @Nullable PseudoNode find(String name) {
            PseudoNode node = children.get(name);
            return node == null && finder != null ? finder.apply(name) : node;
        }

        Iterable<String> fixedNames() {
            return children.keySet();
        }

        Iterable<String> dynamicNames() {
            return names == null ? List.of() : names.get();
        }

        @Override
        public int mode() {
            return mode;
        }

        @Override
        public int uid() {
            return uid;
        }

        @Override
        public int gid() {
            return gid;
        }
    }

    /** A file that can be read. */
    static File file(Supplier<String> text) {
        return new File(0444, text, null);
    }

    /**
     * A file that can be read and written by its owner, root; {@code writer} returns 0 or a
     * negative errno.
     */
    static File file(Supplier<String> text, ToIntFunction<String> writer) {
        return new File(0644, text, writer);
    }

    /** A file with those permission bits. */
    static File file(int mode, Supplier<String> text, @Nullable ToIntFunction<String> writer) {
        return new File(mode, text, writer);
    }

    /** A symbolic link. */
    static Link link(Supplier<String> target) {
        return new Link(target);
    }
}
