package dev.fuselage.kernel.virtio;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.log.KernelLog;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Virtio devices and drivers and who drives what ({@code drivers/virtio/virtio.c}). */
public final class VirtioBus {
    private final KernelLog log;
    private final List<VirtioPciDevice> devices = new ArrayList<>();
    private final List<VirtioDriver> drivers = new ArrayList<>();

    public VirtioBus(KernelLog log) {
        this.log = log;
    }

    /** Devices by index: {@code virtio0} first. */
    public List<VirtioPciDevice> devices() {
        return Collections.unmodifiableList(devices);
    }

    /** {@code register_virtio_driver()}: offers it all devices that have none. */
    public void register(VirtioDriver driver) {
        drivers.add(driver);
        for (VirtioPciDevice device : List.copyOf(devices)) {
            if (device.driver() == null) {
                offer(device, driver);
            }
        }
    }

    /** {@code unregister_virtio_driver()}: takes its devices from it. */
    public void unregister(VirtioDriver driver) {
        for (VirtioPciDevice device : devices) {
            if (driver.equals(device.driver())) {
                remove(device);
            }
        }
        drivers.remove(driver);
    }

    /** Takes a device from its driver ({@code virtio_dev_remove}); nothing happens without one. */
    public void remove(VirtioPciDevice device) {
        VirtioDriver driver = device.driver();
        if (driver != null) {
            driver.remove(device);
            device.setDriver(null);
            device.addStatus(VirtioPciDevice.STATUS_ACKNOWLEDGE);
        }
    }

    /** The number of the next device to be added. */
    int nextIndex() {
        return devices.size();
    }

    /** {@code register_virtio_device()}: resets it, acknowledges it, offers it to the drivers. */
    void add(VirtioPciDevice device) {
        devices.add(device);
        device.reset();
        device.addStatus(VirtioPciDevice.STATUS_ACKNOWLEDGE);
        for (VirtioDriver driver : drivers) {
            if (device.driver() == null) {
                offer(device, driver);
            }
        }
    }

    private void offer(VirtioPciDevice device, VirtioDriver driver) {
        if (device.deviceId() != driver.deviceId()) {
            return;
        }
        device.setDriver(driver);
        int error = probe(device, driver);
        if (error != 0) {
            device.addStatus(VirtioPciDevice.STATUS_FAILED);
            device.setDriver(null);
            log.print(
                    "%s %s: probe with driver %s failed with error %d"
                            .formatted(driver.name(), device.name(), driver.name(), error));
        }
    }

    /** {@code virtio_dev_probe()}: negotiates features, then lets the driver have it. */
    private static int probe(VirtioPciDevice device, VirtioDriver driver) {
        device.addStatus(VirtioPciDevice.STATUS_DRIVER);
        int error = device.negotiate(driver.features());
        if (error == 0) {
            device.addStatus(VirtioPciDevice.STATUS_FEATURES_OK);
            int status = device.status();
            if ((status & VirtioPciDevice.STATUS_FEATURES_OK) == 0) {
                device.print("virtio: device refuses features: %x".formatted(status));
                error = -Errno.ENODEV;
            }
        }
        if (error == 0) {
            error = driver.probe(device);
        }
        if (error == 0 && (device.status() & VirtioPciDevice.STATUS_DRIVER_OK) == 0) {
            device.ready();
        }
        return error;
    }
}
