package io.quotastack.core.report;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.function.ToIntFunction;

/** Sums of a group of credits, by figure. Sums of many entries may leave {@code int64}; they stay exact. */
public final class CreditSums {

    private static final CreditFigure[] FIGURES = CreditFigure.values();

    public static final CreditSums ZERO = new CreditSums(zeros());

    private final BigInteger[] byFigure;

    private CreditSums(BigInteger[] byFigure) {
        this.byFigure = byFigure;
    }

    private static BigInteger[] zeros() {
        var zeros = new BigInteger[FIGURES.length];
        Arrays.fill(zeros, BigInteger.ZERO);
        return zeros;
    }

    public BigInteger get(CreditFigure figure) {
        return byFigure[figure.place()];
    }

    public CreditSums plus(CreditFigure figure, long amount) {
        return plus(figure, BigInteger.valueOf(amount));
    }

    public CreditSums plus(CreditFigure figure, BigInteger amount) {
        BigInteger[] sums = byFigure.clone();
        sums[figure.place()] = sums[figure.place()].add(amount);
        return new CreditSums(sums);
    }

    public CreditSums plus(CreditSums other) {
        var sums = new BigInteger[FIGURES.length];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = byFigure[i].add(other.byFigure[i]);
        }
        return new CreditSums(sums);
    }

    public boolean isZero() {
        return Arrays.stream(byFigure).allMatch(sum -> sum.signum() == 0);
    }

    /** How far all of it moved what is outstanding, millicredits. */
    public BigInteger outstanding() {
        return moved(CreditFigure::outstanding);
    }

    /** How far all of it moved what is deferred, in the currency's smallest unit. */
    public BigInteger deferred() {
        return moved(CreditFigure::deferred);
    }

    private BigInteger moved(ToIntFunction<CreditFigure> direction) {
        BigInteger moved = BigInteger.ZERO;
        for (CreditFigure figure : FIGURES) {
            moved = moved.add(get(figure).multiply(BigInteger.valueOf(direction.applyAsInt(figure))));
        }
        return moved;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CreditSums sums && Arrays.equals(byFigure, sums.byFigure);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(byFigure);
    }

    @Override
    public String toString() {
        var text = new StringBuilder("CreditSums[");
        for (CreditFigure figure : FIGURES) {
            if (get(figure).signum() != 0) {
                text.append(' ').append(figure).append('=').append(get(figure));
            }
        }
        return text.append(" ]").toString();
    }
}
