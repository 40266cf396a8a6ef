package dev.fuselage.devices.platform;

/** What a guest asks of its machine when it is done with it. */
public sealed interface PowerRequest {
    /** To be switched off: all is well. */
    record PowerOff() implements PowerRequest {}

    /** To be started anew. */
    record Reset() implements PowerRequest {}

    /**
     * To be switched off: something failed.
     *
     * @param code what the guest says about it, 0 to 65535
     */
    record Failure(int code) implements PowerRequest {}
}
