package fluxj.bootstrap;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.HostFacts;
import fluxj.service.Environment;

import org.jspecify.annotations.Nullable;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// The address that a broker announces when peers meet through PMI (`tbon.interface-hint`, spec
/// broker 4.3): of the default route's interface, of the host's name, of an interface, or in a
/// network.
public final class OwnAddress {
    private final HostFacts host;
    private final boolean preferV6;

    /// @param environment `FLUX_IPADDR_V6` prefers IPv6
    public OwnAddress(HostFacts host, Environment environment) {
        this.host = host;
        preferV6 = environment.get("FLUX_IPADDR_V6").isPresent();
    }

    /// The address as it stands in a URI, IPv6 in brackets.
    ///
    /// @param hint `default-route`, `hostname`, an interface's name or an IPv4 network such as
    ///   `192.0.2.0/24`
    /// @throws FluxException with flux-core's text when there is none
    public String forHint(String hint) {
        InetAddress address =
                switch (hint) {
                    case "default-route" -> ofDefaultRoute();
                    case "hostname" -> ofHostname();
                    default -> ofInterface(hint).orElseThrow(() -> none(hint));
                };
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        if (scope >= 0) {
            text = text.substring(0, scope);
        }
        return address instanceof Inet6Address ? "[" + text + "]" : text;
    }

    private static FluxException none(String hint) {
        return new FluxException(Errno.ENOENT, "could not find address associated with " + hint);
    }

    private InetAddress ofDefaultRoute() {
        return host.defaultRouteInterface().flatMap(this::ofInterface).orElseGet(this::ofHostname);
    }

    private InetAddress ofHostname() {
        String name = host.hostname();
        try {
            InetAddress found = preferred(List.of(InetAddress.getAllByName(name)));
            if (found != null) {
                return found;
            }
        } catch (UnknownHostException e) {
            throw new FluxException(
                    Errno.ENOENT, "getaddrinfo " + name + ": Name or service not known");
        }
        throw new FluxException(Errno.ENOENT, "could not find address of " + name);
    }

    private Optional<InetAddress> ofInterface(String hint) {
        List<InetAddress> named = new ArrayList<>();
        List<InetAddress> inNetwork = new ArrayList<>();
        Optional<Ipv4Network> network = Ipv4Network.parse(hint);
        try {
            for (NetworkInterface nic : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                for (InetAddress address : Collections.list(nic.getInetAddresses())) {
                    if (nic.getName().equals(hint)) {
                        named.add(address);
                    } else if (network.isPresent() && network.get().contains(address)) {
                        inNetwork.add(address);
                    }
                }
            }
        } catch (SocketException e) {
            throw new FluxException(Errno.EIO, "getifaddrs: " + e.getMessage());
        }
        InetAddress found = preferred(named);
        return Optional.ofNullable(found == null ? preferred(inNetwork) : found);
    }

    /// The first of the preferred family, else the first of the other one; link-local addresses of
    /// IPv6 mean nothing to another host.
    private @Nullable InetAddress preferred(List<InetAddress> addresses) {
        InetAddress other = null;
        for (InetAddress address : addresses) {
            boolean v6 = address instanceof Inet6Address;
            if (v6 && address.isLinkLocalAddress()) {
                continue;
            }
            if (v6 == preferV6) {
                return address;
            }
            if (other == null) {
                other = address;
            }
        }
        return other;
    }

    /// An IPv4 network in CIDR notation.
    private record Ipv4Network(int base, int mask) {
        static Optional<Ipv4Network> parse(String text) {
            int slash = text.indexOf('/');
            if (slash < 0) {
                return Optional.empty();
            }
            int base = 0;
            String[] bytes = text.substring(0, slash).split("\\.", -1);
            try {
                int bits = Integer.parseInt(text.substring(slash + 1));
                if (bytes.length != 4 || bits < 0 || bits > 32) {
                    return Optional.empty();
                }
                for (String part : bytes) {
                    int value = Integer.parseInt(part);
                    if (value < 0 || value > 255) {
                        return Optional.empty();
                    }
                    base = base << 8 | value;
                }
                int mask = bits == 0 ? 0 : -1 << (32 - bits);
                return Optional.of(new Ipv4Network(base & mask, mask));
            } catch (NumberFormatException _) {
                return Optional.empty();
            }
        }

        boolean contains(InetAddress address) {
            if (!(address instanceof Inet4Address)) {
                return false;
            }
            byte[] bytes = address.getAddress();
            int value =
                    (bytes[0] & 0xff) << 24
                            | (bytes[1] & 0xff) << 16
                            | (bytes[2] & 0xff) << 8
                            | (bytes[3] & 0xff);
            return (value & mask) == base;
        }
    }
}
