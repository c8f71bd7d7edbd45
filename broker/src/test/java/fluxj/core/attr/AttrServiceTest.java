package fluxj.core.attr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.module.TestBroker;
import fluxj.rpc.Access;
import fluxj.rpc.HandlerTable;
import fluxj.wire.Credentials;
import fluxj.wire.Payload;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AttrServiceTest {
    private final TestBroker broker = new TestBroker();

    @BeforeEach
    void addService() {
        broker.core().add("attr", flux -> new AttrService(flux, broker.attributes()));
        broker.attributes().set("rank", "0");
    }

    private FluxException refused(String topic, String json) {
        return assertThrows(FluxException.class, () -> broker.ask(topic, json));
    }

    @Test
    void aValueSaysWhetherItStays() {
        broker.attributes().set("test.foo", "bar");
        assertEquals(
                "{\"value\":\"0\",\"flags\":1}",
                broker.ask("attr.get", "{\"name\":\"rank\"}").toString());
        assertEquals(
                "{\"value\":\"bar\",\"flags\":0}",
                broker.ask("attr.get", "{\"name\":\"test.foo\"}").toString());
    }

    @Test
    void whatIsUnsetOrHasNoValueIsNotFound() {
        broker.attributes().setWithoutValue("parent-uri");
        for (String name : new String[] {"parent-uri", "test.none", "unknown-bar"}) {
            FluxException error = refused("attr.get", "{\"name\":\"" + name + "\"}");
            assertEquals(Errno.ENOENT, error.errno());
            assertEquals("", error.text());
        }
    }

    @Test
    void theListHasEveryNamePresent() {
        broker.attributes().setWithoutValue("parent-uri");
        assertEquals(
                "{\"names\":[\"rank\",\"parent-uri\"]}", broker.ask("attr.list", "{}").toString());
    }

    @Test
    void onlyRuntimeAttributesChangeUnlessForced() {
        broker.ask("attr.set", "{\"name\":\"test-nr.foo\",\"value\":\"bar\"}");
        FluxException error = refused("attr.set", "{\"name\":\"test-nr.foo\",\"value\":\"baz\"}");
        assertEquals(Errno.EINVAL, error.errno());
        assertEquals("attribute may not be updated", error.text());
        broker.ask("attr.set", "{\"name\":\"test-nr.foo\",\"value\":\"baz\",\"force\":true}");
        assertEquals("baz", broker.attributes().get("test-nr.foo").orElseThrow());
        broker.ask("attr.set", "{\"name\":\"test.foo\",\"value\":\"1\"}");
        broker.ask("attr.set", "{\"name\":\"test.foo\",\"value\":\"2\"}");
        assertEquals("2", broker.attributes().get("test.foo").orElseThrow());
    }

    @Test
    void whatStaysCannotBeForcedOrRemoved() {
        FluxException error =
                refused("attr.set", "{\"name\":\"rank\",\"value\":\"1\",\"force\":true}");
        assertEquals(Errno.EPERM, error.errno());
        assertEquals(Errno.EPERM, refused("attr.rm", "{\"name\":\"rank\"}").errno());
        broker.ask("attr.rm", "{\"name\":\"test.never\"}");
    }

    @Test
    void unknownNamesCannotBeSet() {
        FluxException error = refused("attr.set", "{\"name\":\"unknown-foo\",\"value\":\"b\"}");
        assertEquals(Errno.ENOENT, error.errno());
        assertEquals("unknown attribute", error.text());
    }

    @Test
    void requestsWithoutPayloadAreProtocolErrors() {
        for (String method : new String[] {"attr.get", "attr.set", "attr.rm"}) {
            FluxException error =
                    assertThrows(
                            FluxException.class,
                            () -> broker.exchange(method, Payload.NONE, Credentials.NONE));
            assertEquals(Errno.EPROTO, error.errno());
        }
    }

    @Test
    void anybodyMayReadAndOnlyTheOwnerWrite() {
        Credentials guest = new Credentials(2000, Credentials.USER);
        Payload name = Payload.ofText("{\"name\":\"rank\"}");
        broker.exchange("attr.get", name, guest);
        FluxException error =
                assertThrows(FluxException.class, () -> broker.exchange("attr.rm", name, guest));
        assertEquals("Request requires owner credentials", error.text());
    }

    @Test
    void theKeeperOfAnAttributeIsAskedFirst() {
        broker.core()
                .add(
                        "testrd",
                        _ ->
                                () ->
                                        HandlerTable.builder()
                                                .onRaw(
                                                        "testrd.setattr",
                                                        Access.OWNER,
                                                        AttrServiceTest::keep)
                                                .build());
        broker.ask("attr.set", "{\"name\":\"test-rd.a\",\"value\":\"good\"}");
        assertEquals("good", broker.attributes().get("test-rd.a").orElseThrow());
        FluxException error = refused("attr.set", "{\"name\":\"test-rd.a\",\"value\":\"bad\"}");
        assertEquals("not that", error.text());
        assertEquals("good", broker.attributes().get("test-rd.a").orElseThrow());
        broker.ask("attr.set", "{\"name\":\"test-rd.a\",\"value\":\"bad\",\"force\":true}");
        assertEquals("bad", broker.attributes().get("test-rd.a").orElseThrow());
    }

    private static void keep(fluxj.rpc.RawCall call) {
        if (call.request().payload().json().text("value").orElse("").equals("good")) {
            call.reply(Payload.NONE);
        } else {
            call.fail(Errno.EINVAL, "not that");
        }
    }
}
