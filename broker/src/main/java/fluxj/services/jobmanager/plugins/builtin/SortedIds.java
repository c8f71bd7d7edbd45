package fluxj.services.jobmanager.plugins.builtin;

import java.util.Arrays;

/// Job ids in ascending order, eight bytes each. What is added near the end and removed near the
/// beginning, as ids are that grow with time, moves little.
final class SortedIds {
    private static final int FIRST_CAPACITY = 16;

    private long[] ids = new long[FIRST_CAPACITY];
    private int from;
    private int size;

    int size() {
        return size;
    }

    long get(int index) {
        return ids[from + index];
    }

    /// Adds an id; one that is there already is there once.
    void add(long id) {
        int at = search(id);
        if (at < size && get(at) == id) {
            return;
        }
        if (from > 0 && at < size / 2) {
            System.arraycopy(ids, from, ids, from - 1, at);
            from--;
        } else {
            makeRoom();
            System.arraycopy(ids, from + at, ids, from + at + 1, size - at);
        }
        ids[from + at] = id;
        size++;
    }

    private void makeRoom() {
        if (from + size < ids.length) {
            return;
        }
        boolean isHalfEmpty = from > ids.length / 2;
        long[] target = isHalfEmpty ? ids : Arrays.copyOf(ids, ids.length * 2);
        System.arraycopy(ids, from, target, 0, size);
        ids = target;
        from = 0;
    }

    /// Takes an id away; false when it was not there.
    boolean remove(long id) {
        int at = search(id);
        if (at == size || get(at) != id) {
            return false;
        }
        if (at < size / 2) {
            System.arraycopy(ids, from, ids, from + 1, at);
            from++;
        } else {
            System.arraycopy(ids, from + at + 1, ids, from + at, size - at - 1);
        }
        size--;
        return true;
    }

    /// Where an id is or would be. Ids are compared unsigned.
    private int search(long id) {
        if (size == 0 || Long.compareUnsigned(get(size - 1), id) < 0) {
            return size;
        }
        int low = 0;
        int high = size - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(get(middle), id) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
