package io.quotastack.schemas.json;

/** Who answers for the memory that a stranger's JSON takes once it is read. */
@FunctionalInterface
public interface TokenRoom {

    /** Takes room for so many more tokens, or throws when there is none. A text of few tokens asks for none. */
    void take(int tokens);
}
