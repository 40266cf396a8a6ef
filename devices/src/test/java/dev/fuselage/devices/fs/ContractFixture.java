package dev.fuselage.devices.fs;

/** What the parts of {@link FileSystemContract} stand on. */
interface ContractFixture {

    FileSystemUser user();

    void needs(FileSystemContract.Feature feature);

    default FileSystem fs() {
        return user().fs;
    }

    default Node root() {
        return user().fs.root();
    }
}
