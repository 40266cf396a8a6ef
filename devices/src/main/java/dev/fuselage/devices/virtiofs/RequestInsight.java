package dev.fuselage.devices.virtiofs;

import dev.fuselage.devices.fs.LockWait;
import dev.fuselage.devices.virtio.Virtqueue;
import dev.fuselage.machine.host.BufferTrace;
import dev.fuselage.machine.host.BufferTrace.Stage;
import dev.fuselage.machine.host.DeviceInsight;

/** Says where a request is, and who brings it on: a worker, or whoever gives a lock back. */
record RequestInsight(VirtioFsDevice device, LockWaiter lockWaiter) implements DeviceInsight {
    @Override
    public void trace(int queue, int buffer, BufferTrace trace) {
        Virtqueue ring = device.ring(queue);
        if (ring == null) {
            trace.stage(Stage.LOST);
            return;
        }
        QueueWorker worker = device.group(queue).workerOf(ring, buffer);
        FsRequest parked = lockWaiter.find(ring, buffer);
        if (worker != null) {
            trace.stage(Stage.SERVED);
            trace.thread(worker);
        } else if (parked != null) {
            traceParked(parked, trace);
        } else if (device.group(queue).isWaiting(ring, buffer)) {
            inLine(queue, Stage.TAKEN, trace);
        } else if (ring.isAvailable(buffer)) {
            inLine(queue, Stage.AVAILABLE, trace);
        } else {
            trace.stage(Stage.LOST);
        }
    }

    private void traceParked(FsRequest parked, BufferTrace trace) {
        trace.stage(Stage.PARKED);
        LockWait wait = parked.exchange.lockWait();
        if (wait == null || !lockWaiter.isQuiescent()) {
            // It is about to be tried, or is answered already.
            trace.thread(lockWaiter);
        } else {
            trace.lock(wait);
        }
    }

    /** Whichever worker gets to it first serves it. */
    private void inLine(int queue, Stage stage, BufferTrace trace) {
        trace.stage(stage);
        if (device.isAlive()) {
            device.group(queue).tell(trace);
        }
    }
}
