package fluxj.service;

import static fluxj.service.AttributeFlag.CONFIG;
import static fluxj.service.AttributeFlag.IMMUTABLE;
import static fluxj.service.AttributeFlag.READ_ONLY;
import static fluxj.service.AttributeFlag.RUNTIME;

import fluxj.config.ConfigKey;
import fluxj.config.tables.TbonConfig;
import fluxj.rpc.Globs;

import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The attributes there may be and their flags (flux-broker-attributes(7), spec broker 5.2). Only
/// these names can be set.
final class AttributeRegistry {
    private final Map<String, Set<AttributeFlag>> names = new LinkedHashMap<>();
    private final Map<String, Set<AttributeFlag>> globs = new LinkedHashMap<>();

    AttributeRegistry() {
        general();
        broker();
        tree();
        logging();
        modules();
        testing();
    }

    /// The flags of a name; empty when there is no such attribute.
    Optional<Set<AttributeFlag>> flags(String name) {
        Set<AttributeFlag> exact = names.get(name);
        if (exact != null) {
            return Optional.of(exact);
        }
        for (Map.Entry<String, Set<AttributeFlag>> glob : globs.entrySet()) {
            if (Globs.matches(glob.getKey(), name)) {
                return Optional.of(glob.getValue());
            }
        }
        return Optional.empty();
    }

    private void general() {
        fixed("rank", "size", "security.owner", "parent-uri", "instance-level", "jobid");
        fixed("jobid-path", "parent-kvs-namespace");
        add("version", READ_ONLY);
        add("rundir");
        add("rundir-cleanup", IMMUTABLE);
        add("statedir");
        add("statedir-cleanup", IMMUTABLE);
        add("local-uri", IMMUTABLE);
        add("hostlist", IMMUTABLE);
        add("hostname", IMMUTABLE);
        add("conf.shell_initrc", RUNTIME);
        add("conf.shell_pluginpath", RUNTIME);
        add("config.path", IMMUTABLE);
    }

    private void broker() {
        fixed("broker.mapping", "broker.pid", "broker.starttime", "broker.uuid");
        for (String name :
                new String[] {
                    "critical-ranks",
                    "boot-method",
                    "quorum",
                    "quorum-warn",
                    "shutdown-warn",
                    "shutdown-timeout",
                    "sd-stop-timeout"
                }) {
            add("broker." + name, IMMUTABLE);
        }
        for (String name :
                new String[] {
                    "cleanup-timeout",
                    "unload-builtins-timeout",
                    "rc1_path",
                    "rc3_path",
                    "rc2_none",
                    "rc2_pgrp",
                    "sd-notify",
                    "exit-norestart",
                    "recovery-mode"
                }) {
            add("broker." + name);
        }
        add("broker.exit-restart", RUNTIME);
        add("broker.module-nopanic", RUNTIME);
    }

    private void tree() {
        for (ConfigKey<?> key : TbonConfig.TABLE.keys()) {
            key.attribute().ifPresent(name -> add(name, CONFIG));
        }
        for (String name :
                new String[] {"descendants", "level", "maxlevel", "endpoint", "parent-endpoint"}) {
            add("tbon." + name, READ_ONLY);
        }
        add("tbon.prefertcp");
        add("tbon.interface-hint", RUNTIME, CONFIG, IMMUTABLE);
        add("tbon.fanout");
    }

    private void logging() {
        for (String name :
                new String[] {
                    "ring-size",
                    "forward-level",
                    "critical-level",
                    "syslog-enable",
                    "syslog-level",
                    "stderr-mode",
                    "level"
                }) {
            add("log-" + name, IMMUTABLE);
        }
        add("log-filename");
        add("log-stderr-level", RUNTIME);
    }

    private void modules() {
        add("content.backing-module");
        add("content.hash", IMMUTABLE);
        add("content.dump", RUNTIME);
        add("content.restore", RUNTIME);
        add("cron.directory");
    }

    private void testing() {
        add("test.*", RUNTIME);
        add("test-ro.*", READ_ONLY);
        add("test-nr.*");
        add("test-im.*", IMMUTABLE);
        add("test-rd.*", RUNTIME);
        add("vendor.*", RUNTIME, IMMUTABLE);
    }

    private void fixed(String... fixedNames) {
        for (String name : fixedNames) {
            add(name, READ_ONLY, IMMUTABLE);
        }
    }

    private void add(String name, AttributeFlag... flags) {
        Set<AttributeFlag> set = EnumSet.noneOf(AttributeFlag.class);
        Collections.addAll(set, flags);
        (name.indexOf('*') < 0 ? names : globs).put(name, Collections.unmodifiableSet(set));
    }
}
