/// `fluxj kvs`, and what it shares with `content`: looking keys up, committing, and the forms that
/// values, directories are printed in. Layer 6. Read [KvsView] first.
@NullMarked
package fluxj.cli.kvs;

import org.jspecify.annotations.NullMarked;
