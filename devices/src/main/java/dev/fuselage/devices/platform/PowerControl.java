package dev.fuselage.devices.platform;

/** Who switches a machine off and on. */
@FunctionalInterface
public interface PowerControl {
    /**
     * The guest asks for the end of its run. Called from within a slice: an implementation notes it
     * and stops the machine afterwards. Of several requests the first counts.
     */
    void request(PowerRequest request);
}
