package io.quotastack.standalone.pages;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** All types that the sources declare, by simple name, and where. Avro's schemas declare types too. */
final class Types {

    private static final Pattern JAVA = Pattern.compile("\\b(?:class|interface|enum|record|@interface) ([A-Z]\\w*)");
    private static final Pattern AVRO = Pattern.compile("\"name\": ?\"([A-Z]\\w*)\"");
    private static final Pattern PACKAGE = Pattern.compile("^package ([\\w.]+);", Pattern.MULTILINE);
    private static final Pattern NAMESPACE = Pattern.compile("\"namespace\": ?\"([\\w.]+)\"");

    private record Declared(String packageName, String source) {}

    private final Map<String, List<Declared>> byName = new HashMap<>();

    Types() {
        for (Path file : Repository.sources()) {
            String source = Repository.text(file);
            boolean java = file.toString().endsWith(".java");
            String packageName = (java ? PACKAGE : NAMESPACE).matcher(source).results().findFirst()
                    .map(found -> found.group(1)).orElse("");
            for (MatchResult type : (java ? JAVA : AVRO).matcher(source).results().toList()) {
                byName.computeIfAbsent(type.group(1), name -> new ArrayList<>())
                        .add(new Declared(packageName, source));
            }
        }
    }

    /**
     * Whether there is such a type.
     *
     * @param packageEnd the last parts of its package; empty: any
     * @param member what its source must name as well; empty: nothing
     */
    boolean has(String packageEnd, String name, String member) {
        return byName.getOrDefault(name, List.of()).stream()
                .anyMatch(type -> ("." + type.packageName).endsWith(packageEnd.isEmpty() ? "" : "." + packageEnd)
                        && type.source.contains(member));
    }

    /** Whether a type is in a package whose last parts are these, or below it. */
    boolean hasPackage(String packageEnd) {
        return byName.values().stream().flatMap(List::stream)
                .anyMatch(type -> ("." + type.packageName + ".").contains("." + packageEnd + "."));
    }
}
