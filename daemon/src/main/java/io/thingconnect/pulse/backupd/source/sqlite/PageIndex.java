package io.thingconnect.pulse.backupd.source.sqlite;

import java.util.Arrays;

/** Page number to slot, in two primitive arrays: 16 bytes a page at most, whatever the WAL's size. */
final class PageIndex {
    private int[] pages = new int[64];
    private int[] slots = new int[64];
    private int size;

    int size() {
        return size;
    }

    /** The slot, or -1. */
    int find(int page) {
        int at = position(page);
        return pages[at] == page ? slots[at] : -1;
    }

    /** The slot that was there before, or -1. */
    int put(int page, int slot) {
        int at = position(page);
        if (pages[at] == page) {
            int before = slots[at];
            slots[at] = slot;
            return before;
        }
        pages[at] = page;
        slots[at] = slot;
        size++;
        if (size > pages.length / 2) {
            grow();
        }
        return -1;
    }

    void clear() {
        Arrays.fill(pages, 0);
        size = 0;
    }

    /** Where the page is or would be; 0 is no page number and marks a free place. */
    private int position(int page) {
        int mask = pages.length - 1;
        int mixed = page * 0x9E3779B9;
        int at = (mixed ^ (mixed >>> 16)) & mask;
        while (pages[at] != 0 && pages[at] != page) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void grow() {
        int[] oldPages = pages;
        int[] oldSlots = slots;
        pages = new int[oldPages.length * 2];
        slots = new int[oldPages.length * 2];
        for (int i = 0; i < oldPages.length; i++) {
            if (oldPages[i] != 0) {
                int at = position(oldPages[i]);
                pages[at] = oldPages[i];
                slots[at] = oldSlots[i];
            }
        }
    }
}
