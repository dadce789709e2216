package dev.portolan.cli;

import dev.portolan.model.MediaTypes;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A media type (RFC 6838, 4.2) on the command line. */
final class MediaTypeArgument implements ITypeConverter<String> {

    @Override
    public String convert(String text) {
        if (!MediaTypes.isValid(text)) {
            throw new TypeConversionException(
                    "'" + text + "' is not a media type, such as application/vnd.example.note.v1");
        }
        return text;
    }
}
