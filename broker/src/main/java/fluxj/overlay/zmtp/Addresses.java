package fluxj.overlay.zmtp;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.NetUtil;

import org.jspecify.annotations.Nullable;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// From hosts in endpoints to addresses, and from addresses to text.
final class Addresses {
    private Addresses() {}

    /// The address to listen on for a host of an endpoint: `*`, a number or an interface.
    ///
    /// @throws FluxException ENODEV when it is none of them
    static InetAddress local(String host, boolean ipv6) {
        if (host.equals("*")) {
            return numeric(ipv6 ? "::" : "0.0.0.0");
        }
        if (isNumeric(host)) {
            return numeric(host);
        }
        try {
            NetworkInterface found = NetworkInterface.getByName(host);
            if (found != null) {
                return ofInterface(found, ipv6);
            }
        } catch (SocketException _) {
            throw new FluxException(Errno.ENODEV);
        }
        throw new FluxException(Errno.ENODEV);
    }

    /// The interface's IPv4 address, or else, when IPv6 is enabled, its IPv6 address.
    private static InetAddress ofInterface(NetworkInterface found, boolean ipv6) {
        List<InetAddress> addresses = Collections.list(found.getInetAddresses());
        for (InetAddress address : addresses) {
            if (address instanceof Inet4Address) {
                return address;
            }
        }
        if (ipv6 && !addresses.isEmpty()) {
            return addresses.getFirst();
        }
        throw new FluxException(Errno.ENODEV);
    }

    static boolean isNumeric(String host) {
        return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
    }

    static InetAddress numeric(String host) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new FluxException(Errno.EINVAL, host + ": " + e.getMessage());
        }
    }

    /// All addresses of a name that may be connected to; slow.
    static List<InetAddress> lookUp(String host, boolean ipv6) throws UnknownHostException {
        List<InetAddress> usable = new ArrayList<>();
        for (InetAddress address : InetAddress.getAllByName(host)) {
            if (ipv6 || address instanceof Inet4Address) {
                usable.add(address);
            }
        }
        if (usable.isEmpty()) {
            throw new UnknownHostException(host + " has only IPv6 addresses: set enable_ipv6");
        }
        return usable;
    }

    /// An address for people, and in endpoints: `192.0.2.7:8050` or `[2001:db8::7]:8050`.
    static String text(@Nullable SocketAddress address) {
        return switch (address) {
            case null -> "unknown peer";
            case InetSocketAddress inet -> text(inet.getAddress()) + ":" + inet.getPort();
            case DomainSocketAddress _ -> "local peer";
            default -> address.toString();
        };
    }

    /// The host part of [#text].
    static String text(InetAddress address) {
        String text = NetUtil.toAddressString(address);
        return address instanceof Inet4Address ? text : "[" + text + "]";
    }
}
