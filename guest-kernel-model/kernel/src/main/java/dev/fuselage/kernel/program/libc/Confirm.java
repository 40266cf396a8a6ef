package dev.fuselage.kernel.program.libc;

/** Questions such as {@code rm: remove regular file 'x'?}, answered on standard input. */
public final class Confirm {

    private Confirm() {}

    /** Asks; true for an answer that begins with y. */
    public static boolean ask(Libc c, String question) {
        c.out().flush();
        c.err().print(c.name() + ": " + question + "? ");
        c.err().flush();
        StringBuilder answer = new StringBuilder();
        UserBuffer memory = c.allocate(1);
        byte[] letter = new byte[1];
        // Letter by letter: what follows the line is for the next question, or another program.
        while (c.read(0, memory, 1) == 1) {
            memory.get(0, letter, 0, 1);
            if (letter[0] == '\n') {
                break;
            }
            answer.append((char) letter[0]);
        }
        return answer.indexOf("y") == 0 || answer.indexOf("Y") == 0;
    }
}
