package fluxj.module;

import fluxj.wire.Message;

/// Sees each message between the broker and its modules.
public interface MessageTap {
    /// One message.
    ///
    /// @param toModule false when the module sent it
    void passed(boolean toModule, String module, Message message);
}
