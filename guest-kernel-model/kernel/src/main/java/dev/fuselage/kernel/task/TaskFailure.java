package dev.fuselage.kernel.task;

/** The kernel model itself failed while a task ran: a defect, never a guest error. */
public final class TaskFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TaskFailure(Throwable cause) {
        super(cause.toString(), cause, false, false);
    }
}
