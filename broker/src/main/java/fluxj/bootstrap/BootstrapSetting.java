package fluxj.bootstrap;

import fluxj.config.Config;
import fluxj.platform.Descriptors;
import fluxj.service.Attributes;
import fluxj.service.Environment;

import java.util.function.Consumer;

/// What a broker has before it knows its rank.
///
/// @param hostname this broker's host, as attribute or system say
/// @param attributes those set on the command line; bootstrap adds to them
/// @param descriptors turns `PMI_FD` into a stream
/// @param trace takes lines for standard error when `FLUX_PMI_DEBUG` is set
public record BootstrapSetting(
        Config config,
        String hostname,
        Environment environment,
        Attributes attributes,
        Descriptors descriptors,
        Consumer<String> trace) {}
