package io.quotastack.standalone.prices;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quotastack.core.metering.Price;
import io.quotastack.schemas.json.Json;

/**
 * The columns of a list that make a price (CONTRACT 4): {@code unit_cost} for {@code per_units}, or {@code
 * price_per_million} in credits; or {@code flat_cost}; or {@code package_cost} for {@code package_size}. All of it exact.
 */
final class PriceFields {

    static final String UNIT_COST = "unit_cost";
    static final String PER_UNITS = "per_units";
    static final String PRICE_PER_MILLION = "price_per_million";
    static final String FLAT_COST = "flat_cost";
    static final String PACKAGE_SIZE = "package_size";
    static final String PACKAGE_COST = "package_cost";
    static final String SCOPE = "scope";
    static final Set<String> ALL = Set.of(UNIT_COST, PER_UNITS, PRICE_PER_MILLION, FLAT_COST, PACKAGE_SIZE,
            PACKAGE_COST, SCOPE);

    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);
    /** More digits than any amount or its fraction has; a longer number is not computed. */
    private static final int MOST_DIGITS = 40;

    private final Map<String, String> fields;
    private final Consumer<String> fault;

    private PriceFields(Map<String, String> fields, Consumer<String> fault) {
        this.fields = fields;
        this.fault = fault;
    }

    /** Reads the price of a row; what is wrong is told. */
    static Optional<JsonNode> read(Map<String, String> fields, Consumer<String> fault) {
        return new PriceFields(fields, fault).price();
    }

    private Optional<JsonNode> price() {
        List<String> given = List.of(UNIT_COST, PRICE_PER_MILLION, FLAT_COST, PACKAGE_COST).stream()
                .filter(fields::containsKey).toList();
        if (given.size() != 1) {
            fault.accept("needs exactly one of unit_cost, price_per_million, flat_cost and package_cost");
            return Optional.empty();
        }
        return switch (given.getFirst()) {
            case UNIT_COST -> perUnit();
            case PRICE_PER_MILLION -> perMillion();
            case FLAT_COST -> {
                refuseBeside(FLAT_COST, PER_UNITS, PACKAGE_SIZE, SCOPE);
                yield amount(FLAT_COST, 0, Long.MAX_VALUE).map(cost -> of("flat").put(FLAT_COST, cost));
            }
            default -> perPackage();
        };
    }

    private Optional<JsonNode> perUnit() {
        refuseBeside(UNIT_COST, PACKAGE_SIZE);
        Optional<Long> cost = amount(UNIT_COST, 0, Long.MAX_VALUE);
        Optional<Long> units = fields.containsKey(PER_UNITS)
                ? amount(PER_UNITS, 1, Price.MOST_PER_UNITS)
                : Optional.of(1L);
        return cost.isPresent() && units.isPresent()
                ? Optional.of(scoped(of("per_unit").put(UNIT_COST, cost.get()).put(PER_UNITS, units.get())))
                : Optional.empty();
    }

    private Optional<JsonNode> perPackage() {
        refuseBeside(PACKAGE_COST, PER_UNITS);
        if (!fields.containsKey(PACKAGE_SIZE)) {
            fault.accept("package_cost needs package_size");
            return Optional.empty();
        }
        Optional<Long> cost = amount(PACKAGE_COST, 0, Long.MAX_VALUE);
        Optional<Long> size = amount(PACKAGE_SIZE, 1, Long.MAX_VALUE);
        return cost.isPresent() && size.isPresent()
                ? Optional.of(scoped(of("package").put(PACKAGE_SIZE, size.get()).put(PACKAGE_COST, cost.get())))
                : Optional.empty();
    }

    private Optional<JsonNode> perMillion() {
        refuseBeside(PRICE_PER_MILLION, PER_UNITS, PACKAGE_SIZE);
        Optional<ObjectNode> price = number(PRICE_PER_MILLION).flatMap(PriceFields::perMillion);
        if (price.isEmpty()) {
            fault.accept("price_per_million must be a number of credits from 0 up, with at most 9 decimals");
        }
        return price.map(this::scoped);
    }

    /** So many credits for a million units, exactly; none when no rule can say that. */
    static Optional<ObjectNode> perMillion(BigDecimal credits) {
        if (credits.signum() < 0 || !isBounded(credits)) {
            return Optional.empty();
        }
        BigDecimal millicredits = credits.scaleByPowerOfTen(3).stripTrailingZeros();
        int decimals = Math.max(0, millicredits.scale());
        BigInteger cost = millicredits.movePointRight(decimals).toBigIntegerExact();
        BigInteger units = MILLION.multiply(BigInteger.TEN.pow(decimals));
        if (decimals > 0) {
            BigInteger common = cost.gcd(units);
            cost = cost.divide(common);
            units = units.divide(common);
        }
        boolean sayable = cost.bitLength() < Long.SIZE
                && units.compareTo(BigInteger.valueOf(Price.MOST_PER_UNITS)) <= 0;
        return sayable
                ? Optional.of(
                        of("per_unit").put(UNIT_COST, cost.longValueExact()).put(PER_UNITS, units.longValueExact()))
                : Optional.empty();
    }

    /** Whether it has few enough digits, before and behind the point, to be computed with. */
    static boolean isBounded(BigDecimal number) {
        return number.precision() <= MOST_DIGITS && Math.abs((long) number.scale()) <= MOST_DIGITS;
    }

    private static ObjectNode of(String costType) {
        return Json.MAPPER.createObjectNode().put("cost_type", costType);
    }

    private ObjectNode scoped(ObjectNode price) {
        String scope = fields.getOrDefault(SCOPE, Price.Scope.EVENT.text());
        if (List.of(Price.Scope.values()).stream().noneMatch(known -> known.text().equals(scope))) {
            fault.accept("scope must be event, month or period");
        }
        return price.put(SCOPE, scope);
    }

    private void refuseBeside(String what, String... others) {
        for (String other : others) {
            if (fields.containsKey(other)) {
                fault.accept(what + " takes no " + other);
            }
        }
    }

    private Optional<Long> amount(String name, long least, long most) {
        Optional<Long> amount = number(name).filter(number -> number.scale() <= 0 && isBounded(number))
                .filter(number -> number.compareTo(BigDecimal.valueOf(least)) >= 0
                        && number.compareTo(BigDecimal.valueOf(most)) <= 0)
                .map(BigDecimal::longValueExact);
        if (amount.isEmpty()) {
            fault.accept(name + " must be a whole number from " + least + " to " + most);
        }
        return amount;
    }

    /** Without trailing zeros. */
    private Optional<BigDecimal> number(String name) {
        String text = fields.getOrDefault(name, "").strip();
        if (text.isEmpty() || text.length() > MOST_DIGITS) {
            return Optional.empty();
        }
        try {
            return Optional.of(new BigDecimal(text).stripTrailingZeros());
        } catch (NumberFormatException none) {
            return Optional.empty();
        }
    }
}
