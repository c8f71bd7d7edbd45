package fluxj.coral2.dws.apiserver.store;

import fluxj.json.JsonObject;

/// A refusal of the API: what its Status says.
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final String reason;

    /// @param code the status of HTTP
    /// @param reason one word for machines, such as `NotFound`
    /// @param message a line for people
    public ApiException(int code, String reason, String message) {
        super(message);
        this.code = code;
        this.reason = reason;
    }

    /// A path that names nothing.
    public static ApiException noSuchResource() {
        return new ApiException(
                404, "NotFound", "the server could not find the requested resource");
    }

    /// A method that a path does not have.
    public static ApiException notAllowed() {
        return new ApiException(
                405,
                "MethodNotAllowed",
                "the server does not allow this method on the requested resource");
    }

    static ApiException notFound(ApiKind kind, String name) {
        return new ApiException(404, "NotFound", kind.resource() + " \"" + name + "\" not found");
    }

    static ApiException alreadyExists(ApiKind kind, String name) {
        return new ApiException(
                409, "AlreadyExists", kind.resource() + " \"" + name + "\" already exists");
    }

    /// Somebody else was faster.
    public static ApiException conflict(ApiKind kind, String name) {
        return new ApiException(
                409,
                "Conflict",
                "Operation cannot be fulfilled on "
                        + kind.resource()
                        + " \""
                        + name
                        + "\": the object has been modified; please apply your changes to the"
                        + " latest version and try again");
    }

    /// A request that makes no sense.
    public static ApiException badRequest(String message) {
        return new ApiException(400, "BadRequest", message);
    }

    /// An object that breaks the rules of its kind.
    public static ApiException invalid(ApiKind kind, String name, String what) {
        return new ApiException(
                422,
                "Invalid",
                kind.name()
                        + (kind.isCore() ? "" : "." + kind.group())
                        + " \""
                        + name
                        + "\" is invalid: "
                        + what);
    }

    /// A version that is no longer in the history.
    static ApiException expired(long asked, long oldest) {
        return new ApiException(
                410, "Expired", "too old resource version: " + asked + " (" + oldest + ")");
    }

    /// The status of HTTP.
    public int code() {
        return code;
    }

    /// One word for machines.
    public String reason() {
        return reason;
    }

    /// What it says, never null.
    public String text() {
        return String.valueOf(getMessage());
    }

    /// The Status that says it.
    public JsonObject status() {
        return JsonObject.builder()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("metadata", JsonObject.EMPTY)
                .put("status", "Failure")
                .put("message", text())
                .put("reason", reason)
                .put("code", code)
                .build();
    }
}
