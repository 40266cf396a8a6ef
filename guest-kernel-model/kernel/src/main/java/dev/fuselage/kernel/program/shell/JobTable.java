package dev.fuselage.kernel.program.shell;

import dev.fuselage.kernel.program.Launcher;
import dev.fuselage.kernel.program.libc.Libc;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A shell's background jobs, each a child that runs a list. */
final class JobTable {

    /** A job; {@code status} counts once it has ended. */
    private static final class Job {
        private final int number;
        private final int pid;
        private final String text;
        private boolean ended;
        private int status;

        private Job(int number, int pid, String text) {
            this.number = number;
            this.pid = pid;
            this.text = text;
        }
    }

    private final Libc c;
    private final List<Job> jobs = new ArrayList<>();

    JobTable(Libc c) {
        this.c = c;
    }

    /** A child was started. */
    void add(int pid, String text) {
        jobs.add(new Job(last() + 1, pid, text));
    }

    /** The number of the job started last; 0 for none. */
    int last() {
        return jobs.isEmpty() ? 0 : jobs.getLast().number;
    }

    /** Takes in which jobs have ended. */
    private void poll() {
        for (Job job : jobs) {
            long result = job.ended ? Libc.NOTHING_YET : c.pollChild(job.pid);
            if (result != Libc.NOTHING_YET) {
                end(job, result);
            }
        }
    }

    private static void end(Job job, long result) {
        job.ended = true;
        job.status = result < 0 ? Launcher.NOT_FOUND : Launcher.shellStatus((int) result);
    }

    /** Lines about all jobs; those that have ended are forgotten then. */
    List<String> report() {
        poll();
        List<String> lines = new ArrayList<>();
        for (Job job : jobs) {
            lines.add(line(job));
        }
        jobs.removeIf(job -> job.ended);
        return lines;
    }

    /** Lines about jobs that have ended since this was asked last. */
    List<String> news() {
        poll();
        List<String> lines = new ArrayList<>();
        for (Job job : jobs) {
            if (job.ended) {
                lines.add(line(job));
            }
        }
        jobs.removeIf(job -> job.ended);
        return lines;
    }

    private String line(Job job) {
        String mark = job == jobs.getLast() ? "+" : "-";
        String state = !job.ended ? "Running" : job.status == 0 ? "Done" : "Exit " + job.status;
        String padded = state + " ".repeat(Math.max(1, 24 - state.length()));
        return "[" + job.number + "]" + mark + "  " + padded + job.text + (job.ended ? "" : " &");
    }

    /** Waits for all jobs. */
    void waitForAll() {
        for (Job job : jobs) {
            finish(job);
        }
        jobs.clear();
    }

    /**
     * Waits for one job.
     *
     * @param operand {@code %N} or a process id
     * @return its status, or -1 if there is no such job
     */
    int waitFor(String operand) {
        Job job = find(operand);
        if (job == null) {
            return -1;
        }
        finish(job);
        jobs.remove(job);
        return job.status;
    }

    private void finish(Job job) {
        if (!job.ended) {
            end(job, c.waitForChild(job.pid));
        }
    }

    private @Nullable Job find(String operand) {
        for (Job job : jobs) {
            if (operand.equals("%" + job.number) || operand.equals(Integer.toString(job.pid))) {
                return job;
            }
        }
        return null;
    }

    /** {@code %N} becomes the job's process id; everything else stays. */
    String processOf(String word) {
        Job job = word.startsWith("%") ? find(word) : null;
        return job == null ? word : Integer.toString(job.pid);
    }
}
