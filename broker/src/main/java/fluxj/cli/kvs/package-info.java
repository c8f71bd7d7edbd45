/// What the commands `kvs` and `content` do, without their options: looking keys up, committing,
/// and the forms that values, directories and eventlogs are printed in. Read [KvsView] first.
@NullMarked
package fluxj.cli.kvs;

import org.jspecify.annotations.NullMarked;
