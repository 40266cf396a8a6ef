package dev.fuselage.cli;

/**
 * How far long work has come, for a person at a terminal: one line of standard error, written over
 * again and again and gone at the end. Without a terminal, or with {@code NO_COLOR}, nothing.
 */
public final class Progress implements AutoCloseable {

    private static final int WIDTH = 30;

    private final HostEnvironment host;
    private final int steps;
    private final boolean shown;
    private int done;
    private String name = "";
    private String line = "";

    /** Nothing of so many steps has been done. */
    public Progress(HostEnvironment host, int steps) {
        this.host = host;
        this.steps = steps;
        this.shown = !host.variables().containsKey("NO_COLOR") && host.terminal().getAsBoolean();
    }

    /** The next step begins. */
    public void step(String name) {
        this.name = name;
        done++;
        draw(name);
    }

    /** The present step has come so far. */
    public void detail(String text) {
        draw(name + ", " + text);
    }

    /** Takes the line away until there is something new, so that other output has its place. */
    public void pause() {
        show("");
    }

    private void draw(String text) {
        int filled = WIDTH * (done - 1) / Math.max(1, steps);
        show("[" + "=".repeat(filled) + " ".repeat(WIDTH - filled) + "] " + text);
    }

    private void show(String text) {
        if (shown && !text.equals(line)) {
            host.overwrite(text + " ".repeat(Math.max(0, line.length() - text.length())));
            line = text;
        }
    }

    @Override
    public void close() {
        show("");
    }
}
