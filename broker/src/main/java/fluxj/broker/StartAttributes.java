package fluxj.broker;

import fluxj.core.broker.BuiltinPaths;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.HostFacts;
import fluxj.service.AttributeTable;
import fluxj.service.Environment;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The attributes that a broker has from its start (spec broker 5.2, 5.3).
final class StartAttributes {
    /// The version of flux-core that this broker behaves like.
    static final String VERSION = "0.88.0";

    private StartAttributes() {}

    /// Those that do not depend on who this broker is, then those of the command line.
    ///
    /// @param installation where flux-core's parts are
    /// @throws FluxException EINVAL with the line that belongs on standard error
    static void beforeBoot(
            AttributeTable attributes,
            BrokerOptions options,
            HostFacts host,
            Map<String, String> installation) {
        attributes.set("broker.pid", Integer.toString(host.pid()));
        attributes.set("broker.rc1_path", BuiltinPaths.RC1);
        attributes.set("broker.rc3_path", BuiltinPaths.RC3);
        attributes.set("conf.shell_pluginpath", installation.getOrDefault("shell_pluginpath", ""));
        attributes.set("conf.shell_initrc", installation.getOrDefault("shell_initrc", ""));
        attributes.set("version", VERSION);
        attributes.set("security.owner", Integer.toUnsignedString(host.uid()));
        for (String assignment : options.attributes()) {
            int equals = assignment.indexOf('=');
            String name = equals < 0 ? assignment : assignment.substring(0, equals);
            try {
                attributes.setFromCommandLine(
                        name, equals < 0 ? "" : assignment.substring(equals + 1));
            } catch (FluxException e) {
                throw new FluxException(Errno.EINVAL, "broker: " + name + ": " + e.getMessage());
            }
            if (equals < 0) {
                attributes.setWithoutValue(name);
            }
        }
        attributes.setDefault("hostname", host.hostname());
        if (options.verbose() > 0) {
            attributes.setDefault("log-stderr-mode", "local");
        }
        attributes.setDefault(
                "log-stderr-level",
                options.verbose() == 0 ? "3" : options.verbose() == 1 ? "6" : "7");
    }

    /// Rank, size and what an enclosing job says; takes the variables of that job out of the
    /// environment.
    static void afterBoot(AttributeTable attributes, Environment environment, int rank, int size) {
        attributes.set("rank", Integer.toString(rank));
        attributes.set("size", Integer.toString(size));
        boolean isJob = attributes.get("jobid").isPresent();
        setIfPresent(
                attributes, "parent-uri", isJob ? environment.get("FLUX_URI") : Optional.empty());
        if (isJob) {
            setIfPresent(attributes, "parent-kvs-namespace", environment.get("FLUX_KVS_NAMESPACE"));
        }
        attributes.set("jobid-path", isJob ? environment.get("FLUX_JOB_ID_PATH").orElse("/") : "/");
        environment.unset("FLUX_URI");
        environment.unset("FLUX_PROXY_REMOTE");
        environment.unset("FLUX_KVS_NAMESPACE");
        environment.unset("FLUX_JOB_ID_PATH");
        if (!attributes.isPresent("broker.mapping")) {
            attributes.setWithoutValue("broker.mapping");
        }
    }

    private static void setIfPresent(
            AttributeTable attributes, String name, Optional<String> value) {
        if (value.isPresent()) {
            attributes.set(name, value.get());
        } else {
            attributes.setWithoutValue(name);
        }
    }

    /// The time of day as `broker.starttime` has it.
    static String starttime(double epochSeconds) {
        return String.format(Locale.ROOT, "%.2f", epochSeconds);
    }
}
