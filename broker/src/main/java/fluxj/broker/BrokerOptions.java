package fluxj.broker;

import fluxj.service.Log;

import java.util.List;
import java.util.Optional;

/// The command line of `flux-broker` (spec broker 5.1).
///
/// @param verbose how talkative
/// @param attributes `--setattr` in order, as `NAME=VALUE` or `NAME`
/// @param configPath `--config-path`
/// @param config `--conf` in order
/// @param command the words after the options
public record BrokerOptions(
        int verbose,
        List<String> attributes,
        Optional<String> configPath,
        List<String> config,
        List<String> command) {

    /// What `--help` prints.
    public static final String USAGE =
            """
            Usage: flux-broker [OPTIONS]... [initial-program [ARGS...]]
              -h, --help             Display this message.
              -v, --verbose=[LEVEL]  Be annoyingly informative by degrees
              -S, --setattr=ATTR=VAL Set broker attribute
              -c, --config-path=PATH Set broker config from PATH (default: none)
                  --conf=VALUE       Update broker config from VALUE
            """;

    /// A log for what is told only to those who asked twice.
    Log detail(Log log) {
        return verbose > 1 ? log : (_, _) -> {};
    }
}
