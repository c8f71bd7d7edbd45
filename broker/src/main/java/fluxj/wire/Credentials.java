package fluxj.wire;

/// Who sent a message and what they may do (RFC 12): a numeric user id and a mask of roles.
///
/// @param userid user id, [#USERID_UNKNOWN] when not known
/// @param rolemask bits of [#OWNER], [#USER], [#LOCAL] and [#ADMIN]; 0 is none
public record Credentials(int userid, int rolemask) {
    /// The user id of a message that nobody has stamped.
    public static final int USERID_UNKNOWN = 0xffffffff;

    /// The instance owner.
    public static final int OWNER = 1;

    /// A user the instance lets in.
    public static final int USER = 2;

    /// The message entered through this broker; never believed from another one.
    public static final int LOCAL = 4;

    /// A guest the site trusts with more.
    public static final int ADMIN = 8;

    /// Every role.
    public static final int ALL = 0xffffffff;

    /// No user, no role: what a new message carries.
    public static final Credentials NONE = new Credentials(USERID_UNKNOWN, 0);

    /// True when at least one of the roles in `mask` is held.
    public boolean hasAny(int mask) {
        return (rolemask & mask) != 0;
    }

    /// The same without [#LOCAL]: what a broker believes of a message from another broker.
    public Credentials withoutLocal() {
        return (rolemask & LOCAL) == 0 ? this : new Credentials(userid, rolemask & ~LOCAL);
    }

    /// True when these credentials may act on something that belongs to `user`: the owner may
    /// always, a user when it is their own.
    public boolean mayActFor(int user) {
        return hasAny(OWNER) || (hasAny(USER) && userid != USERID_UNKNOWN && userid == user);
    }
}
