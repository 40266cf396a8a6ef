package dev.fuselage.devices.fs.host;

/** An open regular file. */
final class HostFile extends HostHandle {

    HostFile(HostNode node, int descriptor) {
        super(node, descriptor);
    }
}
