package dev.fuselage.kernel.aio;

import dev.fuselage.kernel.mm.IovIter;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.Kiocb;
import dev.fuselage.kernel.vfs.OpenFile;

/** One request on its way ({@code struct aio_kiocb}). Holds a reference to its file. */
final class AioRequest implements Kiocb.Completion {
    private final KioContext context;
    private final long data;
    private final Kiocb iocb = new Kiocb();
    private final IovIter iter = new IovIter();

    AioRequest(KioContext context, long data) {
        this.context = context;
        this.data = data;
    }

    IovIter iter() {
        return iter;
    }

    Kiocb iocb() {
        return iocb;
    }

    /** {@code aio_prep_rw}: takes a reference to the file. */
    void begin(OpenFile file, long offset) {
        iocb.init(file.get(), offset);
        iocb.setCompletion(this);
    }

    /** {@code aio_complete_rw}. */
    @Override
    @KernelFunction("aio_complete_rw")
    public void complete(long result) {
        context.completed(this, new IoEvent(data, result));
        iocb.file().put();
    }
}
