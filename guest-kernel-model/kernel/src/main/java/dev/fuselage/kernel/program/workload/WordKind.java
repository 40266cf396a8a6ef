package dev.fuselage.kernel.program.workload;

/** What a word of a line must look like. The names are those that usages show. */
enum WordKind {
    /** An open file's letter. */
    HANDLE("one letter"),
    /** A mapping's letter. */
    MAP("one letter"),
    PATH("a path"),
    TARGET("a path"),
    NAME("a name"),
    VALUE("a value"),
    OPTIONS("options"),
    /** A length. */
    BYTES("a number of bytes"),
    COUNT("a number"),
    MILLISECONDS("a number of milliseconds"),
    /** A place in a file, or a step to the next; may be negative. */
    OFFSET("an offset"),
    ID("a number, or -1"),
    MODE("octal digits"),
    /** In any base. */
    MASK("a number, 0x before hexadecimal digits"),
    CHARACTER("one character"),
    TIME("now, omit or seconds"),
    LEVEL("1, 2 or 3"),
    WHENCE("one of: " + Words.WHENCE.valid()),
    OPEN_FLAGS("words joined by |: " + Words.OPEN.valid()),
    RENAME_FLAGS("words joined by |: " + Words.RENAME.valid()),
    FALLOCATE_MODE("words joined by |: " + Words.FALLOCATE.valid()),
    FLOCK("words joined by |: " + Words.FLOCK.valid()),
    XATTR_FLAGS("words joined by |: " + Words.XATTR.valid()),
    ADVICE("one of: " + Words.ADVICE.valid()),
    LOCK("one of: " + Words.LOCK.valid()),
    NODE("one of: " + Words.NODE.valid()),
    SHARING("shared or private"),
    ACCESS("r, rw or w"),
    HOW("sync, async or invalidate"),
    COMMAND("a command");

    private final String description;

    WordKind(String description) {
        this.description = description;
    }

    /** What it must look like, in words. */
    String description() {
        return description;
    }

    boolean fits(String word) {
        return switch (this) {
            case HANDLE, MAP -> word.length() == 1 && Character.isLetter(word.charAt(0));
            case PATH, TARGET, NAME, VALUE, OPTIONS, COMMAND -> true;
            case BYTES, COUNT, MILLISECONDS -> isNumber(word, 0);
            case OFFSET -> isNumber(word, Long.MIN_VALUE);
            case ID -> isNumber(word, -1);
            case MODE -> isOctal(word);
            case MASK -> isMask(word);
            case CHARACTER -> word.length() == 1;
            case TIME ->
                    word.equals("now") || word.equals("omit") || isNumber(word, Long.MIN_VALUE);
            case LEVEL -> word.equals("1") || word.equals("2") || word.equals("3");
            case WHENCE -> Words.WHENCE.fits(word);
            case OPEN_FLAGS -> Words.OPEN.fits(word);
            case RENAME_FLAGS -> Words.RENAME.fits(word);
            case FALLOCATE_MODE -> Words.FALLOCATE.fits(word);
            case FLOCK -> Words.FLOCK.fits(word);
            case XATTR_FLAGS -> Words.XATTR.fits(word);
            case ADVICE -> Words.ADVICE.fits(word);
            case LOCK -> Words.LOCK.fits(word);
            case NODE -> Words.NODE.fits(word);
            case SHARING -> word.equals("shared") || word.equals("private");
            case ACCESS -> word.equals("r") || word.equals("rw") || word.equals("w");
            case HOW -> word.equals("sync") || word.equals("async") || word.equals("invalidate");
        };
    }

    private static boolean isNumber(String word, long least) {
        try {
            return Long.parseLong(word) >= least;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static boolean isOctal(String word) {
        try {
            int mode = Integer.parseInt(word, 8);
            return mode >= 0 && mode <= 0xffff;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static boolean isMask(String word) {
        try {
            long mask = Long.decode(word);
            return mask >= 0 && mask <= 0xffff_ffffL;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
