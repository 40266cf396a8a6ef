package dev.fuselage.kernel.program.file;

import dev.fuselage.fuse.linux.AccessMode;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Quote;
import dev.fuselage.kernel.vfs.Kstat;
import java.util.ArrayList;
import java.util.List;

/** {@code test} and {@code [}: asks about files, strings and numbers. */
public final class Test implements Program {

    @Override
    public String synopsis() {
        return "[!] {-edfLprsSwxbchu FILE | -nz STRING | A =|!=|-eq|-ne|-lt|-le|-gt|-ge|-nt|-ef B}";
    }

    @Override
    public int usageStatus() {
        return 2;
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        List<String> words = new ArrayList<>(args);
        if (c.name().equals("[") && (words.isEmpty() || !words.removeLast().equals("]"))) {
            throw new BadUsage("missing ']'");
        }
        return evaluate(c, words) ? 0 : 1;
    }

    private static boolean evaluate(Libc c, List<String> words) throws BadUsage {
        if (words.size() > 1 && words.get(0).equals("!")) {
            return !evaluate(c, words.subList(1, words.size()));
        }
        return switch (words.size()) {
            case 0 -> false;
            case 1 -> !words.get(0).isEmpty();
            case 2 -> unary(c, words.get(0), words.get(1));
            case 3 -> binary(c, words.get(0), words.get(1), words.get(2));
            default -> throw BadUsage.extraOperand(words.get(3));
        };
    }

    private static boolean unary(Libc c, String operator, String operand) throws BadUsage {
        if (operator.equals("-n") || operator.equals("-z")) {
            return operand.isEmpty() == operator.equals("-z");
        }
        if (operator.length() != 2 || "edfLhprsSwxbcugk".indexOf(operator.charAt(1)) < 0) {
            throw BadUsage.ofValue(Quote.name(operator) + ": unary operator expected");
        }
        char letter = operator.charAt(1);
        Kstat stat = new Kstat();
        boolean link = letter == 'L' || letter == 'h';
        long error = link ? c.lstat(operand, stat) : c.stat(operand, stat);
        return error >= 0
                && switch (letter) {
                    case 'd' -> Mode.isDirectory(stat.mode);
                    case 'f' -> Mode.isRegular(stat.mode);
                    case 'L', 'h' -> Mode.isSymbolicLink(stat.mode);
                    case 'p' -> Mode.isFifo(stat.mode);
                    case 'S' -> Mode.isSocket(stat.mode);
                    case 'b' -> Mode.isBlockDevice(stat.mode);
                    case 'c' -> Mode.isCharacterDevice(stat.mode);
                    case 's' -> stat.size > 0;
                    case 'u' -> (stat.mode & Mode.S_ISUID) != 0;
                    case 'g' -> (stat.mode & Mode.S_ISGID) != 0;
                    case 'k' -> (stat.mode & Mode.S_ISVTX) != 0;
                    case 'r' -> c.access(operand, AccessMode.R_OK) == 0;
                    case 'w' -> c.access(operand, AccessMode.W_OK) == 0;
                    case 'x' -> c.access(operand, AccessMode.X_OK) == 0;
                    default -> true;
                };
    }

    private static boolean binary(Libc c, String a, String operator, String b) throws BadUsage {
        return switch (operator) {
            case "=", "==" -> a.equals(b);
            case "!=" -> !a.equals(b);
            case "-nt", "-ot", "-ef" -> files(c, a, operator, b);
            case "-eq" -> number(a) == number(b);
            case "-ne" -> number(a) != number(b);
            case "-lt" -> number(a) < number(b);
            case "-le" -> number(a) <= number(b);
            case "-gt" -> number(a) > number(b);
            case "-ge" -> number(a) >= number(b);
            default -> throw BadUsage.ofValue(Quote.name(operator) + ": binary operator expected");
        };
    }

    private static boolean files(Libc c, String a, String operator, String b) {
        Kstat first = new Kstat();
        Kstat second = new Kstat();
        boolean both = c.stat(a, first) >= 0 && c.stat(b, second) >= 0;
        return switch (operator) {
            case "-ef" -> both && first.dev == second.dev && first.ino == second.ino;
            case "-nt" -> both && first.mtime.compare(second.mtime) > 0;
            default -> both && first.mtime.compare(second.mtime) < 0;
        };
    }

    private static long number(String text) throws BadUsage {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw BadUsage.ofValue("invalid integer " + Quote.name(text));
        }
    }
}
