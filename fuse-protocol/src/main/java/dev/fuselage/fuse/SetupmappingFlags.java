package dev.fuselage.fuse;

/** {@link FuseSetupmappingIn#FLAGS}. */
public final class SetupmappingFlags {
    public static final long SETUPMAPPING_FLAG_WRITE = 1L << 0;
    public static final long SETUPMAPPING_FLAG_READ = 1L << 1;

    private SetupmappingFlags() {}
}
