package dev.fuselage.cli;

import java.io.IOException;

/** The command's output cannot be written: mostly because the reader of a pipe has ended. */
public final class OutputClosed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public OutputClosed(IOException cause) {
        super(cause.getMessage(), cause);
    }

    /** The exit status after a failure with this at its bottom; 0 for other failures. */
    static int statusAfter(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof OutputClosed) {
                boolean pipe = String.valueOf(t.getMessage()).contains("Broken pipe");
                return pipe ? ExitStatus.OUTPUT_CLOSED : ExitStatus.INTERNAL_ERROR;
            }
        }
        return 0;
    }
}
