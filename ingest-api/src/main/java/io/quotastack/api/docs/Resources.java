package io.quotastack.api.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Properties;

/** Files on the class path. */
public final class Resources {

    private static final String SWAGGER_UI = "META-INF/maven/org.webjars/swagger-ui/pom.properties";
    private static final String PREACT = "META-INF/maven/org.webjars.npm/preact/pom.properties";
    private static final String HTM = "META-INF/maven/org.mvnpm/htm/pom.properties";

    private Resources() {}

    /** The content of a file that is there, or the build is broken. */
    public static byte[] bytes(String name) {
        return find(name).orElseThrow(() -> new IllegalStateException("not on the class path: " + name));
    }

    /** The content of a file, if it is there. */
    public static Optional<byte[]> find(String name) {
        try (InputStream in = Resources.class.getClassLoader().getResourceAsStream(name)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where Swagger UI is. */
    static String swaggerUiFolder() {
        return "META-INF/resources/webjars/swagger-ui/" + version(SWAGGER_UI) + "/";
    }

    /** Where Preact is. */
    public static String preactFolder() {
        return "META-INF/resources/webjars/preact/" + version(PREACT) + "/";
    }

    /** Where htm is. */
    public static String htmFolder() {
        return "META-INF/resources/_static/htm/" + version(HTM) + "/";
    }

    /** Such a jar names its folder by its version and tells that in its own properties. */
    private static String version(String pomProperties) {
        var properties = new Properties();
        try {
            properties.load(new StringReader(new String(bytes(pomProperties), StandardCharsets.ISO_8859_1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }
}
