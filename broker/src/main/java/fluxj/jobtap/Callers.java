package fluxj.jobtap;

/// Who may call a method that a plugin serves.
public enum Callers {
    /// The instance owner.
    OWNER,
    /// The instance owner and the users it lets in.
    USERS
}
