package dev.fuselage.kernel.program.libc;

import java.util.Map;

/** Users and groups that have names; the guest has no {@code /etc/passwd}. */
public final class Owners {

    private static final Map<Integer, String> USERS = Map.of(0, "root", 65534, "nobody");
    private static final Map<Integer, String> GROUPS = Map.of(0, "root", 65534, "nogroup");

    private Owners() {}

    /** The user's name, or its number in digits. */
    public static String user(int uid) {
        return USERS.getOrDefault(uid, Integer.toUnsignedString(uid));
    }

    /** The group's name, or its number in digits. */
    public static String group(int gid) {
        return GROUPS.getOrDefault(gid, Integer.toUnsignedString(gid));
    }

    /** The id behind a user's name or number; -1 if there is none. */
    public static long userId(String text) {
        return id(USERS, text);
    }

    /** The id behind a group's name or number; -1 if there is none. */
    public static long groupId(String text) {
        return id(GROUPS, text);
    }

    private static long id(Map<Integer, String> names, String text) {
        for (Map.Entry<Integer, String> entry : names.entrySet()) {
            if (entry.getValue().equals(text)) {
                return entry.getKey();
            }
        }
        boolean number = text.matches("\\d{1,10}") && Long.parseLong(text) < 0xffff_ffffL;
        return number ? Long.parseLong(text) : -1;
    }
}
