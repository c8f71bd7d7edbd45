package fluxj.routing;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SubscriptionsTest {
    private final Subscriptions subscriptions = new Subscriptions();

    @Test
    void aPrefixMatchesWhatBeginsWithIt() {
        subscriptions.add("a", "kvs.");
        assertTrue(subscriptions.matches("a", "kvs.setroot"));
        assertFalse(subscriptions.matches("a", "kvsx"));
        assertFalse(subscriptions.matches("b", "kvs.setroot"));
        subscriptions.add("b", "");
        assertTrue(subscriptions.matches("b", "anything"));
    }

    @Test
    void usesAreCounted() {
        subscriptions.add("a", "x");
        subscriptions.add("a", "x");
        assertTrue(subscriptions.remove("a", "x"));
        assertTrue(subscriptions.matches("a", "x"));
        assertTrue(subscriptions.remove("a", "x"));
        assertFalse(subscriptions.matches("a", "x"));
        assertFalse(subscriptions.remove("a", "x"));
        assertFalse(subscriptions.remove("nobody", "x"));
    }

    @Test
    void aSubscriberIsForgottenAsAWhole() {
        subscriptions.add("a", "x");
        subscriptions.add("a", "y");
        subscriptions.removeAll("a");
        assertFalse(subscriptions.matches("a", "x"));
        assertFalse(subscriptions.matches("a", "y"));
    }
}
