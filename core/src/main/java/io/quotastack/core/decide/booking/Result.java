package io.quotastack.core.decide.booking;

import java.util.Optional;

import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;

/** What a decider says of its command; a refusal has booked nothing. */
public record Result(Outcome outcome, Optional<Decision.UsageReport> usageReport, Optional<Answered> answered) {

    /**
     * A command before that waited for this one.
     *
     * @param outcome of that command
     */
    public record Answered(CommandEnvelope envelope, Outcome outcome) {}

    public static Result of(Outcome outcome) {
        return new Result(outcome, Optional.empty(), Optional.empty());
    }

    public static Result refused(Problem problem) {
        return of(new Outcome.Refused(problem));
    }

    public static Result refused(ProblemType type, String detail) {
        return refused(Problem.of(type, detail));
    }

    public static Result overflow(String what) {
        return refused(ProblemType.AMOUNT_OVERFLOW, what + " would leave the 64-bit range");
    }

    public Result reporting(Decision.UsageReport report) {
        return new Result(outcome, Optional.of(report), answered);
    }

    /** The same, with a command before that it answers. */
    public Result answering(CommandEnvelope envelope, Outcome itsOutcome) {
        return new Result(outcome, usageReport, Optional.of(new Answered(envelope, itsOutcome)));
    }
}
