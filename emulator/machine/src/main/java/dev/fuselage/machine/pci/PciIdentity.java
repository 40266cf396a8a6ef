package dev.fuselage.machine.pci;

/**
 * What a function says it is, in the read-only registers of its header.
 *
 * @param vendor 16 bits
 * @param device 16 bits
 * @param classCode 24 bits: base class, sub-class, programming interface
 * @param revision 8 bits
 * @param subsystemVendor 16 bits
 * @param subsystem 16 bits
 */
public record PciIdentity(
        int vendor, int device, int classCode, int revision, int subsystemVendor, int subsystem) {
    public PciIdentity {
        check("vendor", vendor, 0xffff);
        check("device", device, 0xffff);
        check("class code", classCode, 0xff_ffff);
        check("revision", revision, 0xff);
        check("subsystem vendor", subsystemVendor, 0xffff);
        check("subsystem", subsystem, 0xffff);
        if (vendor == 0xffff) {
            throw new IllegalArgumentException("vendor 0xffff means that there is no function");
        }
    }

    private static void check(String name, int value, int max) {
        if (value < 0 || value > max) {
            throw new IllegalArgumentException("%s 0x%x: at most 0x%x".formatted(name, value, max));
        }
    }
}
