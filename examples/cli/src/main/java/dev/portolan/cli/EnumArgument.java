package dev.portolan.cli;

import java.util.Locale;
import java.util.StringJoiner;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Constants as the command line writes them: in lower case. */
final class EnumArgument {
    private EnumArgument() {}

    /** Returns a converter from these names; what is none of them is refused with all of them. */
    static <E extends Enum<E>> ITypeConverter<E> of(Class<E> type) {
        return text -> {
            StringJoiner names = new StringJoiner(", ");
            for (E constant : type.getEnumConstants()) {
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
