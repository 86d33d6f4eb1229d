package io.quotastack.schemas.json;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;

/**
 * Reads the numbers of a stranger's text at a bounded price. A number may have any length and any exponent, so to compute
 * it can cost a gigabyte, or go beyond what {@link BigDecimal} can hold. What has over a thousand characters, or an
 * exponent of over five digits, is read as another number that is as far beyond, or below, whatever a field of ours can
 * hold: so it is at fault in its own place, like any number out of range.
 */
final class BoundedNumbers extends JsonParserDelegate {

    private static final int LONGEST = 1_000;
    private static final int MOST_EXPONENT_DIGITS = 5;
    private static final BigInteger BEYOND = BigInteger.TEN.pow(LONGEST);
    private static final BigDecimal FAR_BEYOND = BigDecimal.ONE.scaleByPowerOfTen(100_000);
    private static final BigDecimal TINY = BigDecimal.ONE.scaleByPowerOfTen(-100_000);

    BoundedNumbers(JsonParser parser) {
        super(parser);
    }

    @Override
    public NumberType getNumberType() throws IOException {
        return isLongInteger() ? NumberType.BIG_INTEGER : super.getNumberType();
    }

    @Override
    public BigInteger getBigIntegerValue() throws IOException {
        if (!isLongInteger()) {
            return super.getBigIntegerValue();
        }
        return getText().startsWith("-") ? BEYOND.negate() : BEYOND;
    }

    @Override
    public BigDecimal getDecimalValue() throws IOException {
        String text = getText();
        int e = Math.max(text.indexOf('e'), text.indexOf('E'));
        String mantissa = e < 0 ? text : text.substring(0, e);
        String exponent = e < 0 ? "" : digits(text.substring(e + 1));
        if (mantissa.length() <= LONGEST && exponent.length() <= MOST_EXPONENT_DIGITS) {
            return new BigDecimal(mantissa)
                    .scaleByPowerOfTen(exponent.isEmpty() ? 0 : Integer.parseInt(sign(text, e) + exponent));
        }
        if (mantissa.chars().noneMatch(c -> c >= '1' && c <= '9')) {
            return BigDecimal.ZERO;
        }
        BigDecimal size = exponent.length() > MOST_EXPONENT_DIGITS && sign(text, e).equals("-") ? TINY : FAR_BEYOND;
        return mantissa.startsWith("-") ? size.negate() : size;
    }

    private boolean isLongInteger() throws IOException {
        return hasToken(JsonToken.VALUE_NUMBER_INT) && getTextLength() > LONGEST;
    }

    private static String sign(String text, int e) {
        return text.charAt(e + 1) == '-' ? "-" : "";
    }

    /** Without a sign and leading zeros. */
    private static String digits(String exponent) {
        int from = exponent.startsWith("-") || exponent.startsWith("+") ? 1 : 0;
        while (from < exponent.length() && exponent.charAt(from) == '0') {
            from++;
        }
        return exponent.substring(from);
    }
}
