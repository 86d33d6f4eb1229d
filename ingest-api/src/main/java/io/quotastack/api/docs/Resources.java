package io.quotastack.api.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Properties;

/** Files on the class path. */
final class Resources {

    private static final String SWAGGER_UI = "META-INF/maven/org.webjars/swagger-ui/pom.properties";

    private Resources() {}

    /** The content of a file that is there, or the build is broken. */
    static byte[] bytes(String name) {
        return find(name).orElseThrow(() -> new IllegalStateException("not on the class path: " + name));
    }

    static Optional<byte[]> find(String name) {
        try (InputStream in = Resources.class.getClassLoader().getResourceAsStream(name)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The webjar names its folder by its version and tells that in its own properties. */
    static String swaggerUiFolder() {
        var properties = new Properties();
        try {
            properties.load(new StringReader(new String(bytes(SWAGGER_UI), StandardCharsets.ISO_8859_1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "META-INF/resources/webjars/swagger-ui/" + properties.getProperty("version") + "/";
    }
}
