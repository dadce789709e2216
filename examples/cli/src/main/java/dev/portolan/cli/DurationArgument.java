package dev.portolan.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time on the command line: {@code 30}, {@code 30s}, {@code 2m}, {@code 1h} or {@code 7d}. */
final class DurationArgument implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,6})(ms|s|m|h|d)?");

    @Override
    public Duration convert(String text) {
        Duration time = parse(text, "s");
        if (time.isZero()) {
            throw new TypeConversionException("it must be more than 0");
        }
        return time;
    }

    /** An age, which may be 0. A number alone is minutes. */
    static final class Age implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return parse(text, "m");
        }
    }

    private static Duration parse(String text, String defaultUnit) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + text + "' is not a time, such as 30s or 2m");
        }
        long number = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2) == null ? defaultUnit : matcher.group(2);
        return switch (unit) {
            case "ms" -> Duration.ofMillis(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> Duration.ofSeconds(number);
        };
    }

    /** Returns a time in words, such as {@code 90 seconds} or {@code 7 days}. */
    static String text(Duration time) {
        if (time.toMillis() % 1_000 != 0) {
            return Plural.of(time.toMillis(), "millisecond");
        }
        long seconds = time.toSeconds();
        if (seconds % 60 != 0 || seconds == 0) {
            return Plural.of(seconds, "second");
        }
        if (seconds % 3_600 != 0) {
            return Plural.of(time.toMinutes(), "minute");
        }
        return seconds % 86_400 == 0 ? Plural.of(time.toDays(), "day") : Plural.of(time.toHours(), "hour");
    }
}
