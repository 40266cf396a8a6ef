package dev.fuselage.devices.virtiofs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.server.RawClient;
import dev.fuselage.devices.virtio.DriverRing;
import dev.fuselage.devices.virtio.DriverRing.Element;
import dev.fuselage.devices.virtio.DriverRing.Used;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.machine.memory.HostMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client whose messages go over the rings of a device, as Linux sends them: the header, the
 * arguments and each page of data are elements of their own, FORGET goes by the high-priority
 * queue.
 */
final class RingClient extends RawClient {

    private static final int IN_HEADER = 40;
    private static final int OUT_HEADER = 16;

    /** Fits the smallest rings and everything but what says itself how much room it needs. */
    static final int ROOM = OUT_HEADER + FsGuest.BUFFER_BYTES;

    /** A message on its way. */
    static final class Sent {

        private final int queue;
        private final byte[] message;
        private final List<Element> request;
        private final List<Element> reply;
        private final long table;

        private Sent(
                int queue, byte[] message, List<Element> request, List<Element> reply, long table) {
            this.queue = queue;
            this.message = message;
            this.request = request;
            this.reply = reply;
            this.table = table;
        }

        int queue() {
            return queue;
        }

        byte[] message() {
            return message;
        }

        /** Number of elements, whether in the ring or in a table. */
        int elements() {
            return request.size() + reply.size();
        }

        /** Where its indirect table is, or 0. */
        long table() {
            return table;
        }

        long unique(ByteOrder order) {
            return ByteBuffer.wrap(message).order(order).getLong(8);
        }
    }

    /** A message that came back, with the bytes that the device says it has written. */
    static final class Answer {

        private final Sent sent;
        private final byte[] bytes;

        private Answer(Sent sent, byte[] bytes) {
            this.sent = sent;
            this.bytes = bytes;
        }

        Sent sent() {
            return sent;
        }

        byte[] bytes() {
            return bytes;
        }

        /** The used length. */
        int used() {
            return bytes.length;
        }
    }

    final FsGuest guest;
    private final RingKind kind;
    private final int requestQueue;
    private List<DriverRing> rings = List.of();
    private final List<Map<Integer, Sent>> underWay = new ArrayList<>();

    RingClient(FsGuest guest, RingKind kind, ByteOrder order) {
        this(guest, kind, order, 1);
    }

    /** A client that uses but one of several request queues. */
    RingClient(FsGuest guest, RingKind kind, ByteOrder order, int requestQueue) {
        super(order, ROOM);
        this.guest = guest;
        this.kind = kind;
        this.requestQueue = requestQueue;
        start();
    }

    /** Goes on as another client in a guest into which that one's machine was loaded. */
    RingClient(RingClient other, FsGuest twin) {
        super(other.order(), ROOM);
        continueAfter(other);
        guest = twin;
        guest.continueAfter(other.guest);
        kind = other.kind;
        requestQueue = other.requestQueue;
        rings = other.rings.stream().map(ring -> ring.in(twin.memory)).toList();
        other.underWay.forEach(sent -> underWay.add(new HashMap<>(sent)));
    }

    /** Resets the device and sets it up; whatever was under way is lost. */
    void start() {
        guest.interrupts.clear();
        rings = guest.start(kind.features());
        underWay.clear();
        for (DriverRing ring : rings) {
            underWay.add(new HashMap<>());
            ring.enableInterrupts();
        }
    }

    DriverRing ring(int queue) {
        return rings.get(queue);
    }

    /** The ring's name for the buffer of a message that is under way. */
    int buffer(Sent sent) {
        return underWay.get(sent.queue()).entrySet().stream()
                .filter(entry -> entry.getValue() == sent)
                .mapToInt(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    boolean needsReset() {
        return (guest.status() & FsGuest.NEEDS_RESET) != 0;
    }

    /** The queue that this kind of message is to go by. */
    private int queueOf(int opcode) {
        boolean urgent =
                opcode == Opcode.FORGET.number()
                        || opcode == Opcode.BATCH_FORGET.number()
                        || opcode == Opcode.INTERRUPT.number();
        return urgent ? 0 : requestQueue;
    }

    /** Makes a message available and kicks. */
    Sent submit(int queue, byte[] message, int room, int pieceBytes) {
        List<Element> elements = new ArrayList<>();
        cut(elements, message.length, pieceBytes, IN_HEADER, false);
        int at = 0;
        for (Element e : elements) {
            HostMemory.copy(message, at, guest.memory.address(e.gpa(), e.length()), e.length());
            at += e.length();
        }
        List<Element> request = List.copyOf(elements);
        cut(elements, room, pieceBytes, OUT_HEADER, true);
        List<Element> reply = List.copyOf(elements.subList(request.size(), elements.size()));
        for (Element e : reply) {
            HostMemory.fill(guest.memory.address(e.gpa(), e.length()), e.length(), (byte) 0x5a);
        }
        DriverRing ring = rings.get(queue);
        long table = kind.indirect() ? guest.buffer() : 0;
        int id = ring.add(elements.toArray(new Element[0]), table);
        assertThat(id).as("room in the ring").isNotNegative();
        Sent sent = new Sent(queue, message, request, reply, table);
        underWay.get(queue).put(id, sent);
        if (ring.kickNeeded()) {
            guest.kick(queue);
        }
        return sent;
    }

    /** Elements for so many bytes: the header alone, then pages, or pieces of a given size. */
    private void cut(List<Element> into, int length, int pieceBytes, int header, boolean writable) {
        int at = 0;
        while (at < length) {
            int most = pieceBytes != 0 ? pieceBytes : at == 0 ? header : FsGuest.BUFFER_BYTES;
            int n = Math.min(length - at, Math.min(most, FsGuest.BUFFER_BYTES));
            into.add(new Element(guest.buffer(), n, writable));
            at += n;
        }
    }

    /** The next answer of a queue, if there is one. */
    @Nullable Answer take(int queue) {
        Used used = rings.get(queue).take();
        if (used == null) {
            return null;
        }
        Sent sent = underWay.get(queue).remove(used.id());
        if (sent == null) {
            throw new AssertionError("queue " + queue + ": nothing is under way as " + used);
        }
        assertThat(bytes(sent.request, sent.message.length))
                .as("what the device may only read")
                .isEqualTo(sent.message);
        return new Answer(sent, bytes(sent.reply, used.length()));
    }

    /** Messages of all queues that have not come back. */
    int underWay() {
        return underWay.stream().mapToInt(Map::size).sum();
    }

    private byte[] bytes(List<Element> elements, long length) {
        byte[] bytes = new byte[Math.toIntExact(length)];
        int at = 0;
        for (Element e : elements) {
            int n = Math.min(e.length(), bytes.length - at);
            HostMemory.copy(guest.memory.address(e.gpa(), e.length()), bytes, at, n);
            at += n;
        }
        assertThat(at).as("no more is used than there was room for").isEqualTo(bytes.length);
        return bytes;
    }

    /** The message's queue, by what its bytes say it is. */
    int queueOf(byte[] message) {
        return message.length < 8
                ? requestQueue
                : queueOf(ByteBuffer.wrap(message).order(order()).getInt(4));
    }

    @Override
    protected Reply deliver(byte[] message, int room, int pieceBytes) {
        Answer answer = exchange(queueOf(message), message, room, pieceBytes);
        return new Reply(answer.used(), answer.bytes());
    }

    /** Sends one message and waits for its answer and the interrupt that announces it. */
    Answer exchange(int queue, byte[] message, int room, int pieceBytes) {
        guest.interrupts.clear();
        rings.get(queue).enableInterrupts();
        Sent sent = submit(queue, message, room, pieceBytes);
        guest.run();
        assertThat(guest.device.brokenBecause()).isNull();
        assertThat(guest.interrupts)
                .as("one interrupt, of the queue's vector")
                .containsExactly(FsGuest.identity(queue + 1));
        Answer answer = take(queue);
        if (answer == null) {
            throw new AssertionError("the device has not used the buffer");
        }
        assertThat(answer.sent()).isSameAs(sent);
        return answer;
    }
}
