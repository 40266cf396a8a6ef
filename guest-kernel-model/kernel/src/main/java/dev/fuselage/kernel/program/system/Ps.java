package dev.fuselage.kernel.program.system;

import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.DirectoryEntry;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import dev.fuselage.kernel.program.libc.Owners;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code ps}: all processes, kernel threads in brackets, with what they sleep in. */
public final class Ps implements Program {

    @Override
    public String synopsis() {
        return "[-e|-A|aux]";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        List<String> words = new ArrayList<>(args);
        words.removeAll(List.of("aux", "ax"));
        Options.of("efAlH").parse(words).atMost(0);
        List<DirectoryEntry> entries = new ArrayList<>();
        long error = c.readDirectory("/proc", entries);
        if (error < 0) {
            c.complain("/proc", error);
            return 1;
        }
        List<Integer> pids = new ArrayList<>();
        for (DirectoryEntry entry : entries) {
            if (entry.name().matches("\\d{1,9}")) {
                pids.add(Integer.parseInt(entry.name()));
            }
        }
        pids.sort(null);
        c.out().println("    PID    PPID USER     S WCHAN                      COMMAND");
        for (int pid : pids) {
            show(c, pid);
        }
        return 0;
    }

    private static void show(Libc c, int pid) {
        Map<String, String> status = new HashMap<>();
        StringBuilder text = new StringBuilder();
        StringBuilder site = new StringBuilder();
        if (c.readFile("/proc/" + pid + "/status", text) < 0) {
            // It has ended since the directory was read.
            return;
        }
        for (String line : text.toString().split("\n", -1)) {
            int colon = line.indexOf(":\t");
            if (colon > 0) {
                status.put(line.substring(0, colon), line.substring(colon + 2));
            }
        }
        long _ = c.readFile("/proc/" + pid + "/wchan", site);
        boolean kernel = status.getOrDefault("Kthread", "0").equals("1");
        String name = status.getOrDefault("Name", "?");
        int uid = Integer.parseUnsignedInt(status.getOrDefault("Uid", "0").split("\t", -1)[0]);
        c.out()
                .println(
                        String.format(
                                Locale.ROOT,
                                "%7d %7s %-8s %s %-26s %s",
                                pid,
                                status.getOrDefault("PPid", "0"),
                                Owners.user(uid),
                                status.getOrDefault("State", "?").charAt(0),
                                site.isEmpty() || site.toString().equals("0")
                                        ? "-"
                                        : site.toString().strip(),
                                kernel ? "[" + name + "]" : name));
    }
}
