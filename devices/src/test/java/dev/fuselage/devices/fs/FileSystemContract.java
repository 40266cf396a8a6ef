package dev.fuselage.devices.fs;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/**
 * What every {@link FileSystem} must do, by the manual pages of POSIX and Linux. A subclass says
 * how to make an empty one and what its host cannot do; the claims are in the interfaces, a subject
 * each.
 */
@TestInstance(TestInstance.Lifecycle.PER_METHOD)
public abstract class FileSystemContract
        implements NamesContract,
                RenameContract,
                ContentContract,
                SpaceContract,
                DirectoryContract,
                AttributesContract,
                XattrContract,
                LockContract {

    /** What a file system may lack because of the machine or the rights it runs with. */
    public enum Feature {
        /** Character and block devices can be made. */
        DEVICE_NODES,
        /** Files can be given to any user and group. */
        FOREIGN_OWNERS,
        /** RENAME_WHITEOUT. */
        WHITEOUT,
        /** RENAME_EXCHANGE. */
        EXCHANGE,
        /** O_TMPFILE. */
        TMPFILE,
        /** Extended attributes {@code user.*}. */
        USER_XATTR,
        /** Extended attributes {@code trusted.*} and {@code security.*}. */
        PRIVILEGED_XATTR,
        /** ACLs as attributes. */
        ACL,
        /** FALLOC_FL_PUNCH_HOLE and holes that SEEK_HOLE finds, in steps of 4 KiB. */
        HOLES,
        /** FALLOC_FL_ZERO_RANGE. */
        ZERO_RANGE,
        /** A directory has 2 links and one for each subdirectory. */
        DIRECTORY_LINKS,
        /** getlk and setlk. */
        LOCKS,
        /** Birth times. */
        BIRTH_TIME
    }

    private FileSystemUser user;

    /** An empty file system, whose root directory belongs to the caller's own user. */
    protected abstract FileSystem create() throws Exception;

    /** What cannot be tested here; nothing unless overridden. */
    protected Set<Feature> lacking() {
        return EnumSet.noneOf(Feature.class);
    }

    @BeforeEach
    void makeFileSystem() throws Exception {
        user = new FileSystemUser(create());
    }

    @AfterEach
    void closeFileSystem() {
        user.close();
    }

    @Override
    public final FileSystemUser user() {
        return user;
    }

    @Override
    public final void needs(Feature feature) {
        Assumptions.assumeFalse(lacking().contains(feature), () -> "lacks " + feature);
    }
}
