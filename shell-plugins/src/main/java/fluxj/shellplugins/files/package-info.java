/// Files that a jobspec carries (spec services 15.7, RFC 37). Layer 2b. Read [FilesPlugin] first.
@NullMarked
package fluxj.shellplugins.files;

import org.jspecify.annotations.NullMarked;
