@NullMarked
package dev.fuselage.fuse;

import org.jspecify.annotations.NullMarked;
