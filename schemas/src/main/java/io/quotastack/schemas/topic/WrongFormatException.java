package io.quotastack.schemas.topic;

/** An internal topic is of another format than this version reads. */
public final class WrongFormatException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    private final String refusal;

    WrongFormatException(String refusal) {
        super(refusal);
        this.refusal = refusal;
    }

    /** What is refused and why, and what to do. */
    public String refusal() {
        return refusal;
    }
}
