/// Where the output of tasks goes: the job's `output` eventlog, or files (RFC 24, spec services
/// 15.5). The leader writes the eventlog; the other shells send it what their tasks say, by credit.
/// Layer 2b. Read [OutputPlugin] first.
@NullMarked
package fluxj.shellplugins.output;

import org.jspecify.annotations.NullMarked;
