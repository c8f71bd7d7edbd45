package fluxj.broker;

import fluxj.bootstrap.Bootstrap;
import fluxj.bootstrap.BootstrapSetting;
import fluxj.config.Config;
import fluxj.core.broker.BuiltinPaths;
import fluxj.core.broker.FluxCorePrograms;
import fluxj.core.config.ConfigFiles;
import fluxj.core.log.BrokerLog;
import fluxj.core.log.LogFile;
import fluxj.errors.FluxException;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.routing.Uuids;
import fluxj.service.AttributeTable;
import fluxj.service.Environment;
import fluxj.service.Log;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// One broker of an instance, from its command line to its exit code (RFC 5, spec broker 5, 6). It
/// owns nothing of the process it lives in: several may share one.
public final class Broker {
    private static final int FAILURE = 1;

    private final BrokerPlatform platform;
    private final BrokerOptions options;
    private final Environment environment;
    private final Consumer<RuntimeException> faults;
    private final AttributeTable attributes = new AttributeTable();
    private final Directories directories;
    private final LogFile output;
    private final BrokerLog log;
    private final Log ownLog;
    private final Deferred<Integer> exit = new Deferred<>();
    private Optional<BrokerCore> core = Optional.empty();

    /// A broker that has done nothing yet.
    ///
    /// @param variables its environment
    /// @param faults told of bugs: exceptions that no part expects
    public Broker(
            BrokerPlatform platform,
            BrokerOptions options,
            Map<String, String> variables,
            Consumer<RuntimeException> faults) {
        this.platform = platform;
        this.options = options;
        this.environment = new Environment(variables);
        this.faults = faults;
        directories = new Directories(attributes, platform.host());
        output = new LogFile(platform.host(), platform::stderr, platform::syslog);
        log = new BrokerLog(platform.clock(), platform.host().pid(), attributes, output);
        ownLog = log.of("broker");
    }

    /// Runs it; done with its exit code. Called on the reactor.
    public Promise<Integer> run() {
        try {
            StartAttributes.beforeBoot(
                    attributes, options, platform.host(), BuiltinPaths.of(environment));
        } catch (FluxException e) {
            platform.stderr(String.valueOf(e.getMessage()));
            end(FAILURE);
            return exit;
        }
        try {
            boot();
        } catch (FluxException e) {
            fail(e);
        }
        return exit;
    }

    private void boot() {
        attributes.set("broker.uuid", Uuids.next(platform.reactor().random()));
        Config config =
                ConfigFiles.read(options.configPath(), options.config(), environment, attributes);
        attributes.set(
                "broker.starttime", StartAttributes.starttime(platform.clock().epochSeconds()));
        Bootstrap.run(
                        new BootstrapSetting(
                                config,
                                attributes.get("hostname").orElse(""),
                                environment,
                                attributes,
                                platform.descriptors(),
                                platform::stderr))
                .then(
                        result -> start(config, result),
                        error ->
                                fail(
                                        new FluxException(
                                                error.errno(),
                                                "bootstrap: " + error.getMessage())));
    }

    private void start(Config config, Bootstrap.Result boot) {
        int rank = boot.membership().rank();
        try {
            StartAttributes.afterBoot(attributes, environment, rank, boot.membership().size());
            if (options.verbose() > 0) {
                ownLog.info("boot: rank=" + rank + " size=" + boot.membership().size());
            }
            joinLog(rank);
            ConfigFiles.warnAtStart(config, attributes, platform::stderr);
            makeDirectories(rank);
            platform.host().nameProcess("flux-broker-" + rank);
            BrokerCore made =
                    new BrokerCore(
                            platform,
                            new Prepared(options, attributes, environment, log, config, boot),
                            faults,
                            this::end);
            core = Optional.of(made);
            made.start();
            options.detail(ownLog).info("entering event loop");
        } catch (FluxException e) {
            fail(e);
        }
    }

    private void joinLog(int rank) {
        if (rank == 0) {
            output.open(attributes);
        } else {
            attributes.setWithoutValue("log-filename");
        }
        log.join(
                rank,
                () -> LogFile.syslogPrefix(platform.host(), attributes),
                record -> core.ifPresent(running -> running.forward(record)));
    }

    private void makeDirectories(int rank) {
        Optional<String> tmpdir = environment.get("TMPDIR");
        directories.refuseOccupied(rank);
        directories.makeRundir(tmpdir.orElse("/tmp"), FluxCorePrograms.find(environment));
        if (rank == 0) {
            directories.makeStatedir(tmpdir.orElse("/var/tmp"));
        } else {
            attributes.unset("statedir");
        }
        directories.setLocalUri(rank);
        platform.reportCrashTo(
                Path.of(attributes.get("rundir").orElse(""), "crash-" + rank + ".log"));
    }

    private void fail(FluxException error) {
        ownLog.crit(String.valueOf(error.getMessage()));
        end(FAILURE);
    }

    private void end(int code) {
        platform.discardCrashReport();
        directories.remove();
        output.close();
        exit.complete(code);
    }
}
