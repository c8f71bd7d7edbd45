package fluxj.broker;

import fluxj.bootstrap.Bootstrap;
import fluxj.config.Config;
import fluxj.core.log.BrokerLog;
import fluxj.service.AttributeTable;
import fluxj.service.Environment;

/// What a broker knows when bootstrap has told it who it is.
///
/// @param config the configuration as the command line and its files have it
record Prepared(
        BrokerOptions options,
        AttributeTable attributes,
        Environment environment,
        BrokerLog log,
        Config config,
        Bootstrap.Result boot) {

    int rank() {
        return boot.membership().rank();
    }

    int size() {
        return boot.membership().size();
    }
}
