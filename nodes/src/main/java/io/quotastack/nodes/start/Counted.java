package io.quotastack.nodes.start;

/** A number of things, in words: "1 partition", "2 partitions". */
public final class Counted {

    private Counted() {}

    public static String of(int number, String one) {
        return number + " " + one + (number == 1 ? "" : "s");
    }
}
