package dev.portolan.cli;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A media type (RFC 6838, 4.2) on the command line. */
final class MediaTypeArgument implements ITypeConverter<String> {
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}";

    /** A regular expression for media types. */
    static final String FORM = NAME + "/" + NAME;

    private static final Pattern MEDIA_TYPE = Pattern.compile(FORM);

    @Override
    public String convert(String text) {
        if (!MEDIA_TYPE.matcher(text).matches()) {
            throw new TypeConversionException(
                    "'" + text + "' is not a media type, such as application/vnd.example.note.v1");
        }
        return text;
    }
}
