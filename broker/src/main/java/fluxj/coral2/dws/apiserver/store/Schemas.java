package fluxj.coral2.dws.apiserver.store;

import fluxj.json.JsonObject;
import fluxj.json.JsonPath;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What objects of each kind must look like, and what is filled in where they say nothing (spec
/// coral2 8.3).
public final class Schemas {
    private static final String REFERENCE =
            "{apiVersion: string, fieldPath: string, kind: string, name: string, namespace: string,"
                    + " resourceVersion: string, uid: string}";
    private static final String ERROR =
            "{debugMessage!: string, severity!: Minor|Major|Fatal, type!: Internal|User|WLM,"
                    + " userMessage: string}";
    private static final String FILE_SYSTEM = "raw|xfs|gfs2|mgt|mdt|mgtmdt|ost";
    private static final String STATE = "Proposal|Setup|DataIn|PreRun|PostRun|DataOut|Teardown";
    private static final String CONDITION =
            "Starting|Ready|Disabled|NotPresent|Offline|Failed|Degraded|Drained|Fenced|Unknown";
    private static final String MOUNT =
            """
            {mountPath!: string, options!: string, type!: lustre|xfs|gfs2|none,
             targetType!: file|directory, setPermissions!: boolean,
             device!: {type!: lustre|lvm|reference,
                       deviceReference: {objectReference!: REFERENCE, data: integer},
                       lustre: {fileSystemName!: string, mgsAddresses!: string},
                       lvm: {deviceType!: nvme, volumeGroup: string, logicalVolume: string,
                             nvmeInfo: [{deviceSerial!: string, namespaceID!: string,
                                         namespaceGUID!: string}]}}, userID: integer, groupID: integer,
             compute: string}
            """;

    private static final Map<String, Schema> ALL = all();

    private Schemas() {}

    private static Map<String, Schema> all() {
        Map<String, Schema> all = new LinkedHashMap<>();
        put(
                all,
                "Workflow",
                """
                {spec!: {desiredState!: STATE, wlmID!: string, jobID!: id, userID!: integer,
                         groupID!: integer, dwDirectives!: [string], forceReady!: boolean,
                         hurry: boolean},
                 status: {state: STATE, ready!: boolean,
                          status: Completed|DriverWait|TransientCondition|Error,
                          drivers: [{driverID!: string, taskID!: string, dwdIndex!: integer,
                            watchState!: STATE, lastHB!: integer, completed!: boolean,
                            completeTime: string, error: string, message: string,
                            status: Pending|Queued|Running|Completed|TransientCondition|Error|DriverWait}],
                          message: string, env: <string>, directiveBreakdowns: [REFERENCE],
                          requires: [string],
                          workflowToken: {secretName!: string, secretNamespace!: string},
                          computes: REFERENCE, desiredStateChange: string, readyChange: string,
                          elapsedTimeLastState: string}}
                """);
        put(
                all,
                "DirectiveBreakdown",
                """
                {spec: {directive!: string, userID!: integer},
                 status: {ready!: boolean, requires: [string], error: ERROR,
                          compute: {constraints: {location: [{reference!: REFERENCE,
                            access!: [{priority!: mandatory|bestEffort, type!: physical|network}]}]}},
                          storage: {lifetime!: job|persistent, reference: REFERENCE,
                                    allocationSets: [{
                   allocationStrategy!: AllocatePerCompute|AllocatePerServer|AllocateAcrossServers|AllocateSingleServer,
                   label!: FILE_SYSTEM, minimumCapacity!: integer,
                   constraints: {count: integer, scale: integer, labels: [string],
                                 colocation: [{key!: string, type!: exclusive}]}}]}}}
                """);
        put(
                all,
                "Servers",
                """
                {spec: {allocationSets: [{allocationSize!: integer, label!: string,
                        storage!: [{name!: string, allocationCount!: integer}]}]},
                 status: {ready!: boolean, lastUpdate: string, error: ERROR,
                          allocationSets: [{label!: string,
                            storage!: <{allocationSize!: integer, ready!: boolean}>}]}}
                """);
        put(all, "Computes", "{data: [{name!: string}]}");
        put(all, "SystemStatus", "{data: {nodes: <Enabled|Disabled>}}");
        put(
                all,
                "Storage",
                """
                {spec: {state: Enabled|Disabled, mode: Live|Testing},
                 status: {type: NVMe, capacity!: integer, status: CONDITION, message: string,
                          rebootRequired: boolean,
                          devices: [{model: string, serialNumber: string, firmwareVersion: string,
                            slot: string, capacity: integer, wearLevel: integer, status: CONDITION}],
                          access: {protocol: PCIe, computes: [{name: string, status: CONDITION}],
                                   servers: [{name: string, status: CONDITION}]}}}
                """);
        put(
                all,
                "ClientMount",
                """
                {spec: {node!: string, desiredState!: mounted|unmounted, mounts!: [MOUNT]},
                 status: {allReady!: boolean, error: ERROR,
                          mounts!: [{state!: mounted|unmounted, ready!: boolean}]}}
                """);
        put(
                all,
                "SystemConfiguration",
                """
                {spec: {storageNodes: [{type!: string, name!: string,
                                        computesAccess: [{name!: string, index!: integer}]}],
                        externalComputeNodes: [{name!: string}], ports: [id],
                        portsCooldownInSeconds!: integer},
                 status: {ready!: boolean, error: ERROR}}
                """);
        put(
                all,
                "PersistentStorageInstance",
                """
                {spec: {name!: string, fsType!: raw|xfs|gfs2|lustre, dwDirective!: string,
                        userID!: integer, state!: Active|Destroying,
                        consumerReferences: [REFERENCE]},
                 status: {state!: Creating|Active|Destroying|Degraded, servers: REFERENCE,
                          error: ERROR}}
                """);
        put(
                all,
                "NnfDataMovement",
                """
                {spec: {source: {path: string, storageReference: REFERENCE},
                        destination: {path: string, storageReference: REFERENCE},
                        profileReference: REFERENCE,
                        userConfig: {dryrun: boolean, mpirunOptions: string, dcpOptions: string,
                          logStdout: boolean, storeStdout: boolean, slots: integer,
                          maxSlots: integer},
                        userId: integer, groupId: integer, cancel: boolean},
                 status: {state: Starting|Running|Finished,
                          status: Success|Failed|Invalid|Cancelled, message: string,
                          error: ERROR,
                          commandStatus: {command: string, progress: integer, elapsedTime: string,
                            lastMessage: string, lastMessageTime: string, seconds: string,
                            items: integer, directories: integer, files: integer, links: integer,
                            data: string, rate: string},
                          startTime: string, endTime: string, restarts: integer}}
                """);
        return all;
    }

    private static void put(Map<String, Schema> all, String kind, String text) {
        all.put(
                kind,
                SchemaReader.parse(
                        text.replace("MOUNT]", MOUNT + "]")
                                .replace("REFERENCE", REFERENCE)
                                .replace("ERROR", ERROR)
                                .replace("FILE_SYSTEM", FILE_SYSTEM)
                                .replace("CONDITION", CONDITION)
                                .replace("STATE", STATE)));
    }

    /// What objects of a kind look like, in OpenAPI's words.
    public static JsonObject openApi(ApiKind kind) {
        JsonObject.Builder properties = JsonObject.builder();
        for (String name : List.of("apiVersion", "kind")) {
            properties.put(name, JsonObject.of("type", "string"));
        }
        properties.put("metadata", JsonObject.of("type", "object"));
        JsonObject.Builder whole = JsonObject.builder().put("type", "object");
        Schema schema = ALL.get(kind.name());
        if (schema == null) {
            whole.put("x-kubernetes-preserve-unknown-fields", true);
            return whole.put("properties", properties.build()).build();
        }
        JsonObject own = schema.openApi();
        own.object("properties").orElse(JsonObject.EMPTY).members().forEach(properties::put);
        own.get("required").ifPresent(needed -> whole.put("required", needed));
        return whole.put("properties", properties.build()).build();
    }

    /// An object as it is kept: without what its kind does not know of, with what it does not say.
    static JsonObject shaped(ApiKind kind, JsonObject object) {
        return completed(kind, pruned(kind, object, new ArrayList<>()));
    }

    private static JsonObject completed(ApiKind kind, JsonObject object) {
        return switch (kind.name()) {
            case "Namespace" -> with(object, "status.phase", JsonValue.of("Active"));
            case "Workflow" ->
                    with(
                            with(object, "spec.forceReady", JsonValue.of(false)),
                            "spec.hurry",
                            JsonValue.of(false));
            case "Storage" ->
                    with(
                            with(object, "spec.state", JsonValue.of("Enabled")),
                            "spec.mode",
                            JsonValue.of("Live"));
            case "SystemConfiguration" ->
                    with(object, "spec.portsCooldownInSeconds", JsonValue.of(60));
            default -> object;
        };
    }

    private static JsonObject with(JsonObject object, String path, JsonValue value) {
        return JsonPath.get(object, path).isPresent() ? object : JsonPath.set(object, path, value);
    }

    /// An object with what its kind knows of only.
    ///
    /// @param unknown gets the paths of the rest
    public static JsonObject pruned(ApiKind kind, JsonObject object, List<String> unknown) {
        if (!(ALL.get(kind.name()) instanceof Schema.Members schema)) {
            return object;
        }
        JsonObject.Builder known = JsonObject.builder();
        object.members()
                .forEach(
                        (name, value) -> {
                            Schema member = schema.members().get(name);
                            if (member != null) {
                                known.put(name, member.pruned(name, value, unknown));
                            } else if (ApiKind.ENVELOPE.contains(name)) {
                                known.put(name, value);
                            } else {
                                unknown.add(name);
                            }
                        });
        return known.build();
    }

    /// @throws ApiException 422 that names all that is wrong
    static void check(ApiKind kind, JsonObject object) {
        Schema schema = ALL.get(kind.name());
        if (schema == null) {
            return;
        }
        List<String> wrong = new ArrayList<>();
        schema.check("", object, wrong);
        if (!wrong.isEmpty()) {
            throw ApiException.invalid(
                    kind,
                    Metadata.text(object, "name"),
                    wrong.size() == 1 ? wrong.getFirst() : "[" + String.join(", ", wrong) + "]");
        }
    }
}
