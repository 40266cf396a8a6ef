package dev.fuselage.kernel.vfs;

import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.Signal;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskScheduler;

/** Who gets the signals of an open file (struct fown_struct). */
public final class FileOwner {
    private int pid;
    private int uid;
    private int euid;
    private int signal;

    /** F_SETOWN (f_setown): a process, which here is its own group; 0 for nobody. */
    public void set(int newPid, Credentials setter) {
        pid = newPid;
        uid = setter.uid();
        euid = setter.euid();
    }

    /** F_GETOWN. */
    public int pid() {
        return pid;
    }

    /** F_SETSIG: 0 for SIGIO. */
    public void setSignal(int number) {
        signal = number;
    }

    /** F_GETSIG. */
    public int signal() {
        return signal;
    }

    /** Something has happened to the file (send_sigio). */
    void send(TaskScheduler scheduler) {
        Task task = pid == 0 ? null : scheduler.find(pid);
        if (task != null && maySignal(task.credentials())) {
            task.sendSignal(signal == 0 ? Signal.SIGIO : signal);
        }
    }

    /** sigio_perm. */
    private boolean maySignal(Credentials target) {
        return euid == 0
                || euid == target.suid()
                || euid == target.uid()
                || uid == target.suid()
                || uid == target.uid();
    }
}
