package fluxj.overlay;

/// Who a connection is from.
///
/// @param identity the identity that the peer gave: its broker's UUID
/// @param address address for people, such as `192.0.2.7:45100`
/// @param keyLabel name of the key that it proved to have; empty without CURVE
public record PeerInfo(String identity, String address, String keyLabel) {}
