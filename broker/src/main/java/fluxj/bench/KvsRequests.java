package fluxj.bench;

import fluxj.client.FluxClient;
import fluxj.reactor.Promise;
import fluxj.services.kvs.KvsProtocol;
import fluxj.wire.Payload;
import fluxj.wire.Response;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// The requests that are sent, the same to both sides. They are put together as text, so that the
/// measuring side has little to do.
final class KvsRequests {
    private KvsRequests() {}

    /// Sets keys `<prefix>0` to `<prefix><count - 1>` to values of `size` bytes, all different.
    static Promise<Response> commit(
            FluxClient client, int flags, String prefix, int count, int size) {
        StringBuilder ops = new StringBuilder();
        ops.append("{\"namespace\":\"primary\",\"flags\":").append(flags).append(",\"ops\":[");
        for (int i = 0; i < count; i++) {
            ops.append(i == 0 ? "" : ",").append("{\"key\":\"").append(prefix).append(i);
            ops.append("\",\"flags\":0,\"dirent\":{\"ver\":1,\"type\":\"val\",\"data\":\"");
            ops.append(value(prefix + i, size)).append("\"}}");
        }
        ops.append("]}");
        return client.rpc()
                .request(KvsProtocol.COMMIT.topic(), 0, Payload.ofText(ops.toString()), 0);
    }

    private static String value(String key, int size) {
        byte[] bytes = new byte[size];
        byte[] start = key.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(start, 0, bytes, 0, Math.min(size, start.length));
        return Base64.getEncoder().encodeToString(bytes);
    }

    static Promise<Response> lookup(FluxClient client, String key) {
        return client.rpc()
                .request(
                        KvsProtocol.LOOKUP.topic(),
                        0,
                        Payload.ofText(
                                "{\"key\":\"" + key + "\",\"flags\":0,\"namespace\":\"primary\"}"),
                        0);
    }
}
