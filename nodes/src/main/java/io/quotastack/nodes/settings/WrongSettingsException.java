package io.quotastack.nodes.settings;

import java.util.List;

/** What is wrong with the settings, all at once; no fault shows a secret. */
public final class WrongSettingsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final List<String> faults;

    WrongSettingsException(List<String> faults) {
        super(String.join("; ", faults));
        this.faults = List.copyOf(faults);
    }

    public List<String> faults() {
        return faults;
    }
}
