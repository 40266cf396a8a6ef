package dev.fuselage.kernel.program.shell;

import java.util.List;

/**
 * A parsed line: items run one after the other.
 *
 * @param items in the order written
 */
public record CommandList(List<Item> items) {

    public CommandList {
        items = List.copyOf(items);
    }

    /**
     * Pipelines joined by {@code &&} and {@code ||}.
     *
     * @param first always run
     * @param links run or passed over by the status so far
     * @param background whether a {@code &} ends it, so that nobody waits for it
     */
    public record Item(Pipeline first, List<Link> links, boolean background) {

        public Item {
            links = List.copyOf(links);
        }
    }

    /**
     * A pipeline that runs only after success, or only after failure, of what stands before it.
     *
     * @param afterSuccess true for {@code &&}, false for {@code ||}
     */
    public record Link(boolean afterSuccess, Pipeline pipeline) {}

    /**
     * Commands whose standard output feeds the next one's standard input.
     *
     * @param guest the guest that runs it, from a leading {@code @N}; 0 when the line does not say
     * @param negated whether a leading {@code !} turns success into failure
     * @param commands one or more
     * @param line where it begins in the text, from 1
     */
    public record Pipeline(int guest, boolean negated, List<SimpleCommand> commands, int line) {

        public Pipeline {
            commands = List.copyOf(commands);
        }
    }

    /**
     * A program or built-in with its arguments.
     *
     * @param words the name first; empty when there are redirections only
     * @param redirections in the order written
     */
    public record SimpleCommand(List<Word> words, List<Redirection> redirections) {

        public SimpleCommand {
            words = List.copyOf(words);
            redirections = List.copyOf(redirections);
        }
    }

    /**
     * A file put in place of a descriptor.
     *
     * @param descriptor 0 to 9
     */
    public record Redirection(int descriptor, Mode mode, Word target) {

        /** How the target is opened. */
        public enum Mode {
            /** {@code <}. */
            READ,
            /** {@code >}. */
            TRUNCATE,
            /** {@code >>}. */
            APPEND,
            /** {@code N>&M}: the target is another descriptor's number. */
            DUPLICATE
        }
    }

    /**
     * One word after quote removal.
     *
     * @param text what the program gets when nothing in it is a pattern
     * @param pattern the same with each quoted pattern character behind a backslash
     */
    public record Word(String text, String pattern) {

        /** A word in which nothing is special. */
        public static Word literal(String text) {
            return new Word(text, text);
        }

        /** Whether an unquoted {@code *}, {@code ?} or {@code [} asks for matching file names. */
        public boolean isPattern() {
            for (int i = 0; i < pattern.length(); i++) {
                char c = pattern.charAt(i);
                if (c == '\\') {
                    i++;
                } else if (c == '*' || c == '?' || c == '[') {
                    return true;
                }
            }
            return false;
        }

        /** Whether the word holds an unquoted {@code $?}, which stands for the last status. */
        public boolean wantsStatus() {
            return pattern.contains(STATUS_MARK);
        }

        /** The word with the last status in place of each {@code $?}. */
        public Word withStatus(int status) {
            String value = Integer.toString(status);
            return new Word(text.replace(STATUS_MARK, value), pattern.replace(STATUS_MARK, value));
        }

        /**
         * What the parser leaves for {@code $?}; no byte string holds it, for its chars are bytes.
         */
        static final String STATUS_MARK = "\uE000";
    }
}
