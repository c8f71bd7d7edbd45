package fluxj.coral2.dws.kubernetes;

import fluxj.json.JsonObject;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;

import java.util.function.Consumer;

/// A Kubernetes API, seen from a reactor: nothing here waits. Objects come and go as the JSON that
/// the API speaks. A refusal is a `FluxException` whose text is the `message` of the API's Status:
/// ENOENT for 404 (EOPNOTSUPP when it is the kind that is not there), EEXIST for 409 of a create,
/// EAGAIN for 409 of a change (somebody else was faster), EACCES for 401 and 403, ESTALE for 410,
/// EINVAL for 400 and 422, ETIMEDOUT when it does not answer in time, ECONNREFUSED and the like
/// when nobody is there, ENOBUFS when too many requests wait already, EIO for whatever else (spec
/// coral2 4.4).
public interface Kubernetes extends AutoCloseable {
    /// One object.
    Promise<JsonObject> get(Kind kind, ObjectName name);

    /// A list object: `items`, and `metadata.resourceVersion` from which a watch goes on.
    Promise<JsonObject> list(Kind kind, Selection which);

    /// Makes an object; its `metadata` says where. `apiVersion` and `kind` are filled in.
    Promise<JsonObject> create(Kind kind, JsonObject object);

    /// Changes members of an object (RFC 7386), and gives what it is then.
    Promise<JsonObject> merge(Kind kind, ObjectName name, JsonObject patch);

    /// The same with the `status` of a kind that has it as a subresource.
    Promise<JsonObject> mergeStatus(Kind kind, ObjectName name, JsonObject patch);

    /// Asks for the end of an object, which comes when its finalizers are gone.
    Promise<Empty> delete(Kind kind, ObjectName name);

    /// What a pod has printed.
    Promise<String> log(ObjectName pod);

    /// Lists what is there, each as ADDED, and then follows what changes, for ever: through closed
    /// connections, an API that is away, and versions that are gone (410), after which what is
    /// there is listed again, and what is missing then is reported as DELETED. Each object's events
    /// come in order. Of what is found missing DELETED tells no more than the metadata.
    ///
    /// @param onTrouble told when the connection is lost or refused, before it is tried again
    Watch watch(
            Kind kind, Selection which, Consumer<ObjectEvent> onEvent, Consumer<Trouble> onTrouble);

    @Override
    void close();
}
