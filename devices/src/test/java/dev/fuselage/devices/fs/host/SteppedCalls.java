package dev.fuselage.devices.fs.host;

import java.util.ArrayList;
import java.util.List;

/**
 * System calls with somebody else stepping in: what another process would do between two calls of
 * an operation happens there every time, and calls can be made to fail as on a host that is short
 * of something.
 */
final class SteppedCalls extends LinuxSystemCalls {

    /** What the other process does. */
    interface Step {
        void take() throws Exception;
    }

    private record Point(SystemCall call, boolean before, int skipped, Step step) {}

    private final List<Point> points = new ArrayList<>();
    private final List<SystemCall> made = new ArrayList<>();
    private SystemCall failing = SystemCall.CLOSE;
    private int failures;
    private int errno;
    private boolean stepping;

    SteppedCalls() {
        super(HostThread.architecture());
    }

    /** Steps in once before the next call of that kind. */
    void before(SystemCall call, Step step) {
        points.add(new Point(call, true, made(call), step));
    }

    /** Steps in once after the next call of that kind. */
    void after(SystemCall call, Step step) {
        points.add(new Point(call, false, made(call), step));
    }

    /** The next calls of that kind fail without being made. */
    void fail(SystemCall call, int times, int withErrno) {
        failing = call;
        failures = times;
        errno = withErrno;
    }

    /** How many calls of that kind were made or failed. */
    int made(SystemCall call) {
        return (int) made.stream().filter(c -> c == call).count();
    }

    /** How many calls were made or failed. */
    int made() {
        return made.size();
    }

    @Override
    long call(SystemCall call, long a, long b, long c, long d, long e, long f) {
        step(call, true);
        made.add(call);
        long result;
        if (call == failing && failures > 0) {
            failures--;
            result = -errno;
        } else {
            result = super.call(call, a, b, c, d, e, f);
        }
        step(call, false);
        return result;
    }

    private void step(SystemCall call, boolean before) {
        if (stepping) {
            return;
        }
        int seen = made(call) - (before ? 0 : 1);
        for (Point p : List.copyOf(points)) {
            if (p.call == call && p.before == before && seen >= p.skipped) {
                points.remove(p);
                stepping = true;
                try {
                    p.step.take();
                } catch (Exception ex) {
                    throw new AssertionError(ex);
                } finally {
                    stepping = false;
                }
            }
        }
    }
}
