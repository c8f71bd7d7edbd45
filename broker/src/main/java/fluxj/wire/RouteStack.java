package fluxj.wire;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/// The route stack of a message: an immutable stack of peer identities (UUIDs). The top was pushed
/// last; the origin was pushed first and names the sender.
public final class RouteStack implements Iterable<String> {
    /// No routes.
    public static final RouteStack EMPTY = new RouteStack();

    private final String top;
    private final RouteStack rest;
    private final int size;

    private RouteStack() {
        top = "";
        rest = this;
        size = 0;
    }

    private RouteStack(String top, RouteStack rest) {
        this.top = top;
        this.rest = rest;
        this.size = rest.size + 1;
    }

    /// A stack of identities given from the origin to the top.
    public static RouteStack of(String... originFirst) {
        RouteStack stack = EMPTY;
        for (String id : originFirst) {
            stack = stack.push(id);
        }
        return stack;
    }

    /// This stack with one more identity on top.
    public RouteStack push(String id) {
        return new RouteStack(id, this);
    }

    /// This stack without its top; empty stays empty.
    public RouteStack pop() {
        return rest;
    }

    /// The identity pushed last; the empty string when there is none.
    public String top() {
        return top;
    }

    /// The identity pushed first, which is the sender; the empty string when there is none.
    public String origin() {
        RouteStack at = this;
        while (at.size > 1) {
            at = at.rest;
        }
        return at.top;
    }

    /// How many identities there are.
    public int size() {
        return size;
    }

    /// True when there is none.
    public boolean isEmpty() {
        return size == 0;
    }

    /// The identities from the origin to the top.
    public List<String> originFirst() {
        List<String> ids = new ArrayList<>(size);
        for (String id : this) {
            ids.addFirst(id);
        }
        return ids;
    }

    /// From the top to the origin, the order of the wire.
    @Override
    public Iterator<String> iterator() {
        return new Iterator<>() {
            private RouteStack at = RouteStack.this;

            @Override
            public boolean hasNext() {
                return at.size > 0;
            }

            @Override
            public String next() {
                if (at.size == 0) {
                    throw new NoSuchElementException();
                }
                String id = at.top;
                at = at.rest;
                return id;
            }
        };
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof RouteStack that) || size != that.size) {
            return false;
        }
        RouteStack a = this;
        RouteStack b = that;
        while (a.size > 0) {
            if (!a.top.equals(b.top)) {
                return false;
            }
            a = a.rest;
            b = b.rest;
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (String id : this) {
            hash = 31 * hash + id.hashCode();
        }
        return hash;
    }

    @Override
    public String toString() {
        return originFirst().toString();
    }
}
