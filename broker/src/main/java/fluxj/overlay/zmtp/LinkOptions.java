package fluxj.overlay.zmtp;

import fluxj.zmtp.SessionOptions;

import java.time.Duration;

/// What a [ZmtpLink] needs to know.
///
/// @param session what to be on the wire
/// @param handshake deadline of greeting and handshake
/// @param linger how long a closing link goes on sending
record LinkOptions(SessionOptions session, Duration handshake, Duration linger) {}
