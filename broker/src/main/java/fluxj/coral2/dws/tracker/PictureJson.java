package fluxj.coral2.dws.tracker;

import fluxj.coral2.dws.tracker.JobHistory.Hold;
import fluxj.coral2.dws.tracker.storage.RabbitStorage.Seen;
import fluxj.coral2.dws.tracker.storage.RabbitStorage.Unseen;
import fluxj.job.JobId;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.json.RecordCodec;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// A picture for other programs. Times are seconds since the epoch; what is not known is left out.
public final class PictureJson {
    private PictureJson() {}

    /// The object.
    public static JsonObject of(RabbitJobPicture picture) {
        JsonObject.Builder json =
                JsonObject.builder()
                        .put("id", picture.id().value())
                        .put("userid", picture.job().userid())
                        .put("rabbits", picture.job().rabbits())
                        .put("state", picture.job().state().state().name())
                        .put("since", picture.job().state().since())
                        .put("phase", lower(picture.job().phase()))
                        .put("waits_for", RabbitVerdict.of(picture))
                        .put("holds", array(picture.job().holds().stream().map(PictureJson::of)))
                        .put(
                                "surplus",
                                array(picture.job().surplus().stream().map(RecordCodec::encode)))
                        .put(
                                "exceptions",
                                array(picture.job().exceptions().stream().map(RecordCodec::encode)))
                        .put("workflow_name", picture.workflowName())
                        .put("service", lower(picture.service()));
        picture.directives().ifPresent(value -> json.put("directives", value));
        picture.timer().seconds().ifPresent(seconds -> json.put("epilog_timeout", seconds));
        picture.timer().fires(picture.job()).ifPresent(at -> json.put("epilog_timeout_at", at));
        switch (picture.storage()) {
            case Unseen(String why) -> json.put("kubernetes_error", why);
            case Seen seen -> json.put("kubernetes", of(seen));
        }
        return json.put("ways_out", ways(picture)).build();
    }

    /// The object of a workflow whose job Flux does not know.
    public static JsonObject of(JobId id, Orphan orphan) {
        return JsonObject.builder()
                .put("id", id.value())
                .put("rabbits", true)
                .put("waits_for", orphan.verdict())
                .put("workflow_name", orphan.workflow().name())
                .put("service", lower(orphan.service()))
                .put("kubernetes", of(orphan.seen()))
                .put("commands", JsonArray.ofTexts(orphan.commands()))
                .build();
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static JsonArray array(Stream<JsonObject> objects) {
        return new JsonArray(objects.<JsonValue>map(each -> each).toList());
    }

    private static JsonObject of(Hold hold) {
        return JsonObject.builder()
                .put("kind", lower(hold.kind()))
                .put("name", hold.name())
                .put("since", hold.since())
                .build();
    }

    private static JsonObject of(Seen seen) {
        JsonObject.Builder json = JsonObject.builder();
        seen.workflow().ifPresent(workflow -> json.put("workflow", RecordCodec.encode(workflow)));
        return json.put("mounts", array(seen.mounts().stream().map(RecordCodec::encode)))
                .put("allocations", array(seen.allocations().stream().map(RecordCodec::encode)))
                .put("movements", array(seen.movements().stream().map(RecordCodec::encode)))
                .put("storages", array(seen.rabbits().stream().map(RecordCodec::encode)))
                .build();
    }

    private static JsonObject ways(RabbitJobPicture picture) {
        JsonObject.Builder json = JsonObject.builder();
        for (WayOut way : WayOut.values()) {
            json.put(lower(way), of(way.from(picture)));
        }
        return json.build();
    }

    private static JsonObject of(Consequences consequences) {
        JsonObject.Builder json =
                JsonObject.builder().put("posts", JsonArray.ofTexts(consequences.posts()));
        consequences.sends().ifPresent(call -> json.put("sends", RecordCodec.encode(call)));
        return json.put("end", lower(consequences.end()))
                .put("remarks", JsonArray.ofTexts(List.copyOf(consequences.remarks())))
                .build();
    }
}
