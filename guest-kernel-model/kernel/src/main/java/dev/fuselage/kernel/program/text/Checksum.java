package dev.fuselage.kernel.program.text;

import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Input;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** {@code md5sum} and {@code sha256sum}: digests of files. */
public final class Checksum implements Program {

    private final String algorithm;

    /**
     * @param algorithm a digest that every Java platform has: MD5, SHA-1 or SHA-256
     */
    public Checksum(String algorithm) {
        this.algorithm = algorithm;
    }

    @Override
    public String synopsis() {
        return "[FILE]...";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o = Options.of("b").parse(args);
        int status = 0;
        for (String file : o.operands().isEmpty() ? List.of("-") : o.operands()) {
            MessageDigest digest = digest();
            boolean done =
                    Input.each(
                            c,
                            file,
                            (in, name) -> {
                                for (int b = in.read(); b >= 0; b = in.read()) {
                                    digest.update((byte) b);
                                }
                                return true;
                            });
            if (done) {
                c.out().println(HexFormat.of().formatHex(digest.digest()) + "  " + file);
            } else {
                status = 1;
            }
        }
        return status;
    }

    private MessageDigest digest() {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(algorithm + " is part of every Java platform", e);
        }
    }
}
