/// `fluxj exec` and `fluxj sproc`. Layer 6. Read [ExecCommand] and [RemoteProcess] first.
@NullMarked
package fluxj.cli.exec;

import org.jspecify.annotations.NullMarked;
