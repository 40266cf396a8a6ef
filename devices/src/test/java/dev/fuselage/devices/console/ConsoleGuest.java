package dev.fuselage.devices.console;

import dev.fuselage.devices.virtio.DriverRing;
import dev.fuselage.devices.virtio.DriverRing.Element;
import dev.fuselage.devices.virtio.DriverRing.Used;
import dev.fuselage.devices.virtio.pci.VirtioGuest;
import dev.fuselage.machine.time.Decisions;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A guest that drives a virtio console as Linux's hvc driver does. */
final class ConsoleGuest extends VirtioGuest<VirtioConsoleDevice> {
    static final int RECEIVEQ = 0;
    static final int TRANSMITQ = 1;

    final ByteArrayOutputStream sent;

    private final Map<Integer, Long> bufferOfId = new HashMap<>();

    ConsoleGuest() {
        this(new ByteArrayOutputStream());
    }

    private ConsoleGuest(ByteArrayOutputStream sent) {
        super(machine -> new VirtioConsoleDevice(machine, sent::write, 132, 43), Decisions.CLOCK);
        this.sent = sent;
    }

    String sent() {
        return sent.toString(StandardCharsets.ISO_8859_1);
    }

    void type(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        device.receive(bytes, 0, bytes.length);
    }

    /** Puts text into guest memory. */
    long text(String text) {
        long at = buffer();
        for (int i = 0; i < text.length(); i++) {
            memory.write8(at + i, text.charAt(i));
        }
        return at;
    }

    /** Sends a text in one buffer; returns its id. */
    int send(DriverRing transmitq, String text) {
        int id = transmitq.add(new Element[] {new Element(text(text), text.length(), false)}, 0);
        if (transmitq.kickNeeded()) {
            kick(TRANSMITQ);
        }
        return id;
    }

    /** Lends the device buffers for input. */
    void offer(DriverRing receiveq, int count, int bytes) {
        for (int i = 0; i < count; i++) {
            long at = buffer();
            bufferOfId.put(receiveq.add(new Element[] {new Element(at, bytes, true)}, 0), at);
        }
        if (receiveq.kickNeeded()) {
            kick(RECEIVEQ);
        }
    }

    /** What has come into the buffers, which are not lent again. */
    String received(DriverRing receiveq) {
        StringBuilder text = new StringBuilder();
        for (Used used = receiveq.take(); used != null; used = receiveq.take()) {
            long at = Objects.requireNonNull(bufferOfId.remove(used.id()));
            for (int i = 0; i < used.length(); i++) {
                text.append((char) memory.read8(at + i));
            }
        }
        return text.toString();
    }

    static DriverRing receiveq(List<DriverRing> rings) {
        return rings.get(RECEIVEQ);
    }

    static DriverRing transmitq(List<DriverRing> rings) {
        return rings.get(TRANSMITQ);
    }
}
