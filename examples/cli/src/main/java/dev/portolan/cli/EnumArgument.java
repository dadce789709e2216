package dev.portolan.cli;

import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts the names of constants, which the command line writes in lower case. */
final class EnumArgument {
    private EnumArgument() {}

    /** Returns a converter from the names of all constants; any other text is refused with the list of them. */
    static <E extends Enum<E>> ITypeConverter<E> of(Class<E> type) {
        return of(List.of(type.getEnumConstants()));
    }

    /** Returns a converter from the names of these constants. */
    static <E extends Enum<E>> ITypeConverter<E> of(List<E> constants) {
        return text -> {
            StringJoiner names = new StringJoiner(", ");
            for (E constant : constants) {
                String name = constant.name().toLowerCase(Locale.ROOT);
                if (name.equalsIgnoreCase(text)) {
                    return constant;
                }
                names.add(name);
            }
            throw new TypeConversionException("'" + text + "' is not one of " + names);
        };
    }
}
