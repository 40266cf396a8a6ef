package dev.fuselage.cli.boot;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What comes from the host's side for the guest's console, read by a thread of its own because a
 * read cannot be interrupted. Handed over in pieces as they came.
 */
final class KeyboardInput {

    private static final int PIECE = 4096;

    /** Pieces read ahead of the guest. */
    private static final int MOST_PIECES = 64;

    private static final byte[] END = new byte[0];

    private final BlockingQueue<byte[]> pieces = new LinkedBlockingQueue<>(MOST_PIECES);
    private boolean ended;

    /** Written by the thread that reads. */
    private volatile boolean over;

    /** Begins to read. */
    KeyboardInput(InputStream in) {
        Thread reader = new Thread(() -> read(in), "console input");
        reader.setDaemon(true);
        reader.start();
    }

    private void read(InputStream in) {
        byte[] buffer = new byte[PIECE];
        try {
            while (true) {
                int length = in.read(buffer);
                if (length < 0) {
                    break;
                }
                if (length > 0) {
                    pieces.put(Arrays.copyOf(buffer, length));
                }
            }
        } catch (IOException gone) {
            // A terminal that is gone has no more input either.
        } catch (InterruptedException nobodyDoesThat) {
            Thread.currentThread().interrupt();
        }
        end();
    }

    private void end() {
        over = true;
        try {
            pieces.put(END);
        } catch (InterruptedException nobodyDoesThat) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether no more will come, though something may not have been handed over yet. */
    boolean isOver() {
        return over;
    }

    /** Whether all has been handed over and no more will come. */
    boolean ended() {
        return ended;
    }

    /** The next piece, if there is one by now. */
    byte @Nullable [] poll() {
        return checked(pieces.poll());
    }

    /** The next piece, waited for at most so many nanoseconds of the host's time. */
    byte @Nullable [] await(long nanos) {
        try {
            return checked(pieces.poll(nanos, TimeUnit.NANOSECONDS));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private byte @Nullable [] checked(byte @Nullable [] piece) {
        if (piece != null && piece.length == 0) {
            ended = true;
            return null;
        }
        return piece;
    }
}
