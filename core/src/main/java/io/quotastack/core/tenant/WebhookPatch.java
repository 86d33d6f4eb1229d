package io.quotastack.core.tenant;

import java.util.List;
import java.util.Optional;

/** Changes of webhook settings; an absent outer Optional leaves one as it is, an absent inner one clears it. */
public record WebhookPatch(
        Optional<Optional<String>> url,
        Optional<Optional<SealedSecret>> secret,
        Optional<Optional<List<String>>> events) {

    public static final WebhookPatch NONE = new WebhookPatch(Optional.empty(), Optional.empty(), Optional.empty());
}
