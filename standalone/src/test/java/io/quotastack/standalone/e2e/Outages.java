package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Takes processes away under load and brings them back, each once all customers are answered without it. */
final class Outages {

    private static final int REQUESTS_BEFORE = 200;
    private static final Duration REQUESTS_WITHIN = Duration.ofMinutes(2);
    /** A session of an owner, its takeover, and the time of a machine that has few processors for all of this. */
    private static final Duration ANSWERED_AGAIN_WITHIN = Duration.ofSeconds(90);

    private final Line line;
    private final Load load;
    private final Probes probes;
    private final List<String> figures = new ArrayList<>();

    /** Something that is done to a process. */
    interface Step {
        void run() throws Exception;
    }

    Outages(Line line, Load load, Probes probes) {
        this.line = line;
        this.load = load;
        this.probes = probes;
    }

    /** One that is gone at once: what customers wait counts from then on. */
    void sudden(String what, Step away, Step back) throws Exception {
        awaitMore();
        away.run();
        probes.mark();
        goOn(what, back);
    }

    /** One that leaves in order, while others take over from it: what customers wait counts from the beginning of that. */
    void inOrder(String what, Step away, Step back) throws Exception {
        awaitMore();
        probes.mark();
        away.run();
        goOn(what, back);
    }

    private void goOn(String what, Step back) throws Exception {
        Duration again = probes.allAnsweredAgain(ANSWERED_AGAIN_WITHIN);
        Duration longest = probes.longestWait();
        probes.mark();
        back.run();
        probes.allAnsweredAgain(ANSWERED_AGAIN_WITHIN);
        figures.add(String.format(Locale.ROOT,
                "%-20s all customers answered again after %4.1f s, longest wait %4.1f s; longest wait at its return %4.1f s",
                what, seconds(again), seconds(longest), seconds(probes.longestWait())));
        System.out.println(figures.getLast());
    }

    /**
     * Ends the load and expects of the ledgers exactly what was acknowledged, and that nobody was told anything worse than to
     * come again.
     */
    void expectBooksKept(Api api, String what) throws Exception {
        awaitMore();
        load.finish();
        probes.finish();
        load.books().forEach((customer, acknowledged) -> ExactlyOnce.expect(new Account(api, customer), acknowledged,
                what + ", " + customer));
        assertThat(line.refusals()).allMatch(refusal -> refusal.startsWith("503 ")
                && !refusal.endsWith("without Retry-After"));
        assertThat(probes.refusals()).allMatch(refusal -> refusal.equals("no connection")
                || (refusal.startsWith("503 ") && !refusal.endsWith("without Retry-After")));
    }

    /** Returns when the load has gone on for a while. */
    private void awaitMore() throws Exception {
        long goal = load.count() + REQUESTS_BEFORE;
        Eventually.within(REQUESTS_WITHIN, load::count, count -> count >= goal);
        load.checkAlive();
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1_000.0;
    }

    /** Tells each outage, and what it all came to. */
    void report(String what, long delivered) {
        figures.forEach(System.out::println);
        System.out.println(what + ": " + load.count() + " requests answered, " + line.unanswered() + " sent again, "
                + delivered + " events delivered; lost 0, doubled 0, gaps 0, overtaken 0");
    }
}
