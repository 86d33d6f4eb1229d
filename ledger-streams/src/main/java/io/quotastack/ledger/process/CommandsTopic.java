package io.quotastack.ledger.process;

/** What a task asks of the log of commands when it takes a partition over. */
public interface CommandsTopic {

    /** How far the partition is, when no transaction is about to move that. */
    LogPosition position(int partition);

    /** Whether there is any command from one offset up to another one; what was removed there is none. */
    boolean hasCommands(int partition, long from, long to);
}
