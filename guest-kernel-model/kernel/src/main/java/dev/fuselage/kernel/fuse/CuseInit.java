package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.CuseFlags;
import dev.fuselage.fuse.CuseInitIn;
import dev.fuselage.fuse.CuseInitOut;
import dev.fuselage.fuse.FuseProtocol;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.DeviceNumber;
import dev.fuselage.kernel.log.KernelLog;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.machine.memory.HostMemory;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** CUSE_INIT: asks a daemon which character device it wants to be ({@code cuse_send_init}). */
final class CuseInit implements FuseEnd {
    /** The first minor version with ioctl and poll. */
    private static final int LEAST_MINOR = 11;

    private static final int LEAST_IO = 4096;

    private final CuseDevices devices;
    private final KernelLog log;

    CuseInit(CuseDevices devices, KernelLog log) {
        this.devices = devices;
        this.log = log;
    }

    /** 0 or a negative errno. */
    @KernelFunction("cuse_send_init")
    int send(FuseMount fm) {
        FuseConn fc = fm.conn();
        FuseReq req = fc.request(fm, Opcode.CUSE_INIT, 0);
        Wire in = req.in(CuseInitIn.SIZE);
        CuseInitIn.MAJOR.set(in, FuseProtocol.KERNEL_VERSION);
        CuseInitIn.MINOR.set(in, FuseInit.MINOR);
        CuseInitIn.FLAGS.set(in, CuseFlags.CUSE_UNRESTRICTED_IOCTL);
        req.out(CuseInitOut.SIZE);
        req.data.add(fc.pages().allocateZeroed(), 0, Page.SIZE);
        req.outPages(FuseProtocol.CUSE_INIT_INFO_MAX);
        req.outArgvar = true;
        req.force = true;
        req.nocreds = true;
        req.end = this;
        int error = fc.sendBackground(req);
        if (error != 0) {
            req.data.putAll();
            req.release();
        }
        return error;
    }

    /** {@code cuse_process_init_reply}: a bad answer is the end of the connection. */
    @Override
    @KernelFunction("cuse_process_init_reply")
    public void end(FuseMount fm, FuseReq req, int error) {
        FuseConn fc = fm.conn();
        Wire out = req.reply();
        boolean good =
                error == 0
                        && CuseInitOut.MAJOR.get(out) == FuseProtocol.KERNEL_VERSION
                        && CuseInitOut.MINOR.get(out) >= LEAST_MINOR
                        && create(fc, fm, req, out);
        req.data.putAll();
        if (!good) {
            fc.abort();
        }
    }

    private boolean create(FuseConn fc, FuseMount fm, FuseReq req, Wire out) {
        fc.minor = CuseInitOut.MINOR.get(out);
        fc.maxRead = limit(CuseInitOut.MAX_READ.getUnsigned(out));
        fc.maxWrite = limit(CuseInitOut.MAX_WRITE.getUnsigned(out));
        String name = deviceName(info(req));
        if (name == null) {
            return false;
        }
        CuseDevice device = new CuseDevice(fm, name);
        device.unrestricted = (CuseInitOut.FLAGS.get(out) & CuseFlags.CUSE_UNRESTRICTED_IOCTL) != 0;
        int major = CuseInitOut.DEV_MAJOR.get(out);
        int minor = CuseInitOut.DEV_MINOR.get(out);
        return devices.add(device, major, minor, DeviceNumber.of(major, minor));
    }

    private static int limit(long bytes) {
        return Math.clamp(bytes, LEAST_IO, Integer.MAX_VALUE);
    }

    private static String info(FuseReq req) {
        byte[] bytes = new byte[Math.min(req.replySize(), FuseProtocol.CUSE_INIT_INFO_MAX)];
        HostMemory.copy(req.data.page(0).hostAddress(), bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /**
     * {@code cuse_parse_devinfo}: KEY=VALUE, each with a NUL behind it. The last one counts as if
     * it had one.
     */
    private @Nullable String deviceName(String info) {
        String name = null;
        int at = 0;
        while (at < info.length()) {
            int nul = info.indexOf('\0', at);
            int end = nul < 0 ? info.length() - 1 : nul;
            String line = info.substring(at, end).strip();
            at = end + 1;
            if (line.isEmpty()) {
                continue;
            }
            int equals = line.indexOf('=');
            String key = equals < 0 ? "" : line.substring(0, equals).strip();
            if (key.isEmpty()) {
                log.print("CUSE: info not properly terminated");
                return null;
            }
            if (key.equals("DEVNAME")) {
                name = line.substring(equals + 1).strip();
            } else {
                log.print("CUSE: unknown device info \"" + key + "\"");
            }
        }
        if (name == null || name.isEmpty()) {
            log.print("CUSE: DEVNAME unspecified");
            return null;
        }
        return name;
    }
}
