package io.quotastack.api.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import io.quotastack.api.read.UrlText;

/**
 * Finds the route of a request in a tree of path segments.
 *
 * <p>It stands in place of Javalin's router for three reasons: a path is known to exist, or not, apart from its method,
 * so that 401 can go before 404 and 405; a segment is split off before it is decoded, so {@code %2F} may stand in an
 * external id; and a look-up costs a few map reads, whatever the number of routes. A fixed segment goes before a
 * parameter.
 */
final class RouteTable {

    /** Where a request leads. */
    sealed interface Match {

        /** To a route, with the decoded values of its parameters. */
        record Found(Route route, List<String> values) implements Match {}

        /** To a path that has other methods. */
        record OtherMethods(SortedSet<String> allowed) implements Match {}

        record Nowhere() implements Match {}

        /** To a path whose percent-encoding is broken or not UTF-8. */
        record Undecodable() implements Match {}
    }

    private static final class Node {
        private final Map<String, Node> fixed = new HashMap<>();
        private @Nullable Node parameter;
        private final Map<String, Route> byMethod = new TreeMap<>();

        private Node child(String segment) {
            if (!Route.isParameter(segment)) {
                return fixed.computeIfAbsent(segment, unused -> new Node());
            }
            if (parameter == null) {
                parameter = new Node();
            }
            return parameter;
        }
    }

    private final Node root = new Node();

    RouteTable(List<Route> routes) {
        for (Route route : routes) {
            Node node = root;
            for (String segment : route.template().substring(1).split("/", -1)) {
                node = node.child(segment);
            }
            if (node.byMethod.put(route.method(), route) != null) {
                throw new IllegalArgumentException("two routes for " + route.method() + " " + route.template());
            }
        }
    }

    /**
     * The route of a request.
     *
     * @param path as it stands in the request line, not decoded
     */
    Match find(String method, String path) {
        if (!path.startsWith("/")) {
            return new Match.Nowhere();
        }
        List<String> segments = new ArrayList<>(8);
        for (int from = 1; from <= path.length();) {
            int end = path.indexOf('/', from);
            end = end < 0 ? path.length() : end;
            Optional<String> segment = UrlText.segment(path.substring(from, end));
            if (segment.isEmpty()) {
                return new Match.Undecodable();
            }
            segments.add(segment.get());
            from = end + 1;
        }
        return new Search(method.equals("HEAD") ? "GET" : method, segments).run();
    }

    private final class Search {
        private final String method;
        private final List<String> segments;
        private final List<String> values = new ArrayList<>(4);
        private final SortedSet<String> allowed = new TreeSet<>();

        private Search(String method, List<String> segments) {
            this.method = method;
            this.segments = segments;
        }

        private Match run() {
            Route route = search(root, 0);
            if (route != null) {
                return new Match.Found(route, values);
            }
            return allowed.isEmpty() ? new Match.Nowhere() : new Match.OtherMethods(allowed);
        }

        private @Nullable Route search(Node node, int depth) {
            if (depth == segments.size()) {
                allowed.addAll(node.byMethod.keySet());
                return node.byMethod.get(method);
            }
            String segment = segments.get(depth);
            Node fixed = node.fixed.get(segment);
            if (fixed != null) {
                Route route = search(fixed, depth + 1);
                if (route != null) {
                    return route;
                }
            }
            if (node.parameter == null || segment.isEmpty()) {
                return null;
            }
            values.add(segment);
            Route route = search(node.parameter, depth + 1);
            if (route == null) {
                values.removeLast();
            }
            return route;
        }
    }
}
