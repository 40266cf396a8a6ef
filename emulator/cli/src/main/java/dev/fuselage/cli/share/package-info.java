/**
 * What {@code --share TAG=SOURCE[,option...]} says, checked word by word before anything is built.
 * {@link dev.fuselage.cli.share.ShareSpec} is the result and the place to start reading; it opens
 * no file system itself.
 */
@NullMarked
package dev.fuselage.cli.share;

import org.jspecify.annotations.NullMarked;
