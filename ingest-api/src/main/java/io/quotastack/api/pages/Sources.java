package io.quotastack.api.pages;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

import io.quotastack.api.docs.Resources;

/** The files that the site is made of, by their paths in the repository, and where each is in the site. */
final class Sources {

    /** The page that the others are found from. */
    static final String INDEX = "docs/README.md";

    private static final String FOLDER = "pages/";

    private Sources() {}

    /** The text of a file, if it is of the site. */
    static Optional<String> text(String source) {
        return Resources.find(FOLDER + source).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    static boolean isPage(String source) {
        return source.endsWith(".md");
    }

    /** {@code /docs/guide/wallets} of {@code docs/guide/wallets.md}, {@code /docs/decisions} of {@code docs/decisions/README.md}. */
    static String address(String source) {
        if (source.equals(INDEX)) {
            return "/docs/guide";
        }
        String path = source.startsWith("docs/") ? source.substring("docs/".length()) : source;
        if (path.endsWith("/README.md")) {
            return "/docs/" + path.substring(0, path.lastIndexOf('/'));
        }
        String name = isPage(path) ? path.substring(0, path.length() - ".md".length()) : path;
        // Beside docs/ are README.md, LICENSE and the like.
        return "/docs/" + (name.contains("/") ? name : name.toLowerCase(Locale.ROOT));
    }

    /**
     * Where a link leads within the repository: a path that ends before the link's {@code #}.
     *
     * @return absent: out of the repository
     */
    static Optional<String> target(String from, String link) {
        URI to = URI.create(link);
        if (to.isAbsolute()) {
            return Optional.empty();
        }
        String path = to.getPath();
        return Optional
                .of(path.isEmpty() ? from : URI.create('/' + from).resolve(path).normalize().getPath().substring(1));
    }
}
