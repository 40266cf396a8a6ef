package dev.fuselage.kernel.program.file;

import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.PathText;
import java.util.ArrayList;
import java.util.List;

/** Paths as seen from the place of a symbolic link ({@code ln -r}). */
final class RelativePath {

    private RelativePath() {}

    /** What a link of that name holds to lead to the target; names only, links are not followed. */
    static String from(Libc c, String link, String target) {
        List<String> here = parts(c, PathText.parent(link));
        List<String> there = parts(c, target);
        int same = 0;
        while (same < here.size()
                && same < there.size()
                && here.get(same).equals(there.get(same))) {
            same++;
        }
        List<String> steps = new ArrayList<>();
        for (int i = same; i < here.size(); i++) {
            steps.add("..");
        }
        steps.addAll(there.subList(same, there.size()));
        return steps.isEmpty() ? "." : String.join("/", steps);
    }

    private static List<String> parts(Libc c, String path) {
        StringBuilder current = new StringBuilder();
        boolean relative = !path.startsWith("/") && c.getcwd(current) >= 0;
        List<String> parts = new ArrayList<>();
        for (String part : (relative ? current + "/" + path : path).split("/", -1)) {
            if (part.equals("..") && !parts.isEmpty()) {
                parts.removeLast();
            } else if (!part.isEmpty() && !part.equals(".") && !part.equals("..")) {
                parts.add(part);
            }
        }
        return parts;
    }
}
