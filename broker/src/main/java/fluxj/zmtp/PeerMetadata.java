package fluxj.zmtp;

import io.netty.buffer.ByteBuf;

import java.nio.charset.StandardCharsets;

/// What a peer says of itself in READY or INITIATE: properties, each a name of up to 255 bytes and
/// a value with a length of four bytes (RFC 37 "metadata").
///
/// @param socketType its socket type
/// @param identity its identity; empty when it has none
record PeerMetadata(String socketType, String identity) {
    private static final String SOCKET_TYPE = "Socket-Type";
    private static final String IDENTITY = "Identity";
    private static final int MAX_IDENTITY = 255;

    static int size(SocketType type, String identity) {
        return propertySize(SOCKET_TYPE, type.name()) + propertySize(IDENTITY, identity);
    }

    private static int propertySize(String name, String value) {
        return 1 + name.length() + 4 + value.length();
    }

    static void write(ByteBuf out, SocketType type, String identity) {
        writeProperty(out, SOCKET_TYPE, type.name());
        writeProperty(out, IDENTITY, identity);
    }

    private static void writeProperty(ByteBuf out, String name, String value) {
        ZmtpCommand.writeName(out, name);
        out.writeInt(value.length());
        out.writeCharSequence(value, StandardCharsets.US_ASCII);
    }

    static PeerMetadata read(ByteBuf in) {
        String type = "";
        String identity = "";
        while (in.isReadable()) {
            int nameLength = in.readUnsignedByte();
            if (nameLength == 0 || in.readableBytes() < nameLength + 4) {
                throw new ZmtpException("malformed metadata in the handshake");
            }
            String name = text(in, nameLength);
            int valueLength = in.readInt();
            if (valueLength < 0 || valueLength > in.readableBytes()) {
                throw new ZmtpException("malformed metadata in the handshake");
            }
            if (name.equalsIgnoreCase(SOCKET_TYPE)) {
                type = text(in, valueLength);
            } else if (name.equalsIgnoreCase(IDENTITY)) {
                identity = text(in, valueLength);
            } else {
                in.skipBytes(valueLength);
            }
        }
        return new PeerMetadata(type, identity);
    }

    private static String text(ByteBuf in, int length) {
        return in.readCharSequence(length, StandardCharsets.ISO_8859_1).toString();
    }

    /// Refuses a peer that is no overlay socket of the other kind.
    void check(SocketType own) {
        if (!socketType.equals(own.counterpart().name())) {
            throw new ZmtpException(
                    "peer is a "
                            + (socketType.matches("[A-Z]{1,16}") ? socketType : "nameless")
                            + " socket, a "
                            + own.counterpart()
                            + " is wanted: is this a Flux broker?");
        }
        if (own == SocketType.ROUTER) {
            checkIdentity();
        }
    }

    private void checkIdentity() {
        if (identity.isEmpty() || identity.length() > MAX_IDENTITY) {
            throw new ZmtpException("peer gave no identity: a Flux broker gives its UUID");
        }
        for (int i = 0; i < identity.length(); i++) {
            if (identity.charAt(i) <= ' ' || identity.charAt(i) > '~') {
                throw new ZmtpException("peer's identity is not printable: is it a Flux broker?");
            }
        }
    }
}
