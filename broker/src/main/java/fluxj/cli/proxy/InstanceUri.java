package fluxj.cli.proxy;

import fluxj.cli.CommandFailure;
import fluxj.platform.os.OsHostFacts;

import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where the broker of an instance is reached.
///
/// @param text `local://PATH` or `ssh://[USER@]HOST[:PORT]/PATH`
public record InstanceUri(String text) {
    private static final String LOCAL = "local";
    private static final String SSH = "ssh";
    private static final Pattern PARTS =
            Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*):(?://([^/?#]*))?([^?#]*).*");

    /// The same broker, as its own host reaches it when `FLUX_URI_RESOLVE_LOCAL` is set.
    public InstanceUri chosen(Map<String, String> environment) {
        return environment.containsKey("FLUX_URI_RESOLVE_LOCAL") ? local() : this;
    }

    /// The same broker as other hosts reach it, a local one being on this host.
    InstanceUri remote() {
        return remote(new OsHostFacts(new Random()).hostname());
    }

    /// The same broker as other hosts reach it.
    ///
    /// @param hostname of the host that a local URI is of
    InstanceUri remote(String hostname) {
        return switch (scheme()) {
            case SSH -> this;
            case LOCAL -> new InstanceUri(SSH + "://" + hostname + path());
            default -> throw unconverted("remote");
        };
    }

    /// The same broker as its own host reaches it.
    InstanceUri local() {
        return switch (scheme()) {
            case LOCAL -> this;
            case SSH -> new InstanceUri(LOCAL + "://" + path());
            default -> throw unconverted("local");
        };
    }

    private CommandFailure unconverted(String form) {
        return Unresolved.because("Cannot convert JobURI with scheme " + scheme() + " to " + form);
    }

    /// User, host and port of a remote URI; empty for a local one.
    String authority() {
        String authority = parts().group(2);
        return scheme().equals(SSH) && authority != null ? authority : "";
    }

    private String scheme() {
        return parts().group(1);
    }

    private String path() {
        return parts().group(3).replaceAll("/+", "/");
    }

    private Matcher parts() {
        Matcher matcher = PARTS.matcher(text);
        if (!matcher.matches()) {
            throw Unresolved.because("JobURI '" + text + "' does not have a valid scheme");
        }
        return matcher;
    }
}
