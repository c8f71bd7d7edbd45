/// `fluxj start -s N`: a test instance of real broker processes on this host, their PMI server, and
/// the `start` service that tests drive them with (spec broker 4.4). Layer 6. Read [TestInstance]
/// first.
@NullMarked
package fluxj.cli.start;

import org.jspecify.annotations.NullMarked;
