package dev.portolan.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Holds when nothing that a user can write down involves a hidden type: supertypes, type parameters, and the types,
 * type arguments and exceptions of members that are public or protected.
 */
final class ShowNothingOf extends ArchCondition<JavaClass> {
    private final DescribedPredicate<JavaClass> hidden;

    ShowNothingOf(DescribedPredicate<JavaClass> hidden) {
        super("show no type that resides in a hidden package");
        this.hidden = hidden;
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        if (!isVisible(type)) {
            return;
        }
        Stream<JavaType> ofType = Stream.concat(
                Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream()),
                type.getTypeParameters().stream());
        report(type.getDescription(), ofType, events);
        for (JavaMember member : type.getMembers()) {
            if (isVisible(member)) {
                report(member.getDescription(), typesOf(member), events);
            }
        }
    }

    private void report(String where, Stream<? extends JavaType> types, ConditionEvents events) {
        types.flatMap(type -> type.getAllInvolvedRawTypes().stream())
                .map(JavaClass::getBaseComponentType)
                .distinct()
                .filter(hidden)
                .forEach(
                        shown -> events.add(SimpleConditionEvent.violated(where, where + " shows " + shown.getName())));
    }

    private static Stream<JavaType> typesOf(JavaMember member) {
        if (member instanceof JavaField field) {
            return Stream.of(field.getType());
        }
        JavaCodeUnit unit = (JavaCodeUnit) member;
        return Stream.of(
                        Stream.of(unit.getReturnType()),
                        unit.getParameterTypes().stream(),
                        unit.getTypeParameters().stream(),
                        unit.getExceptionTypes().stream())
                .flatMap(types -> types);
    }

    private static boolean isVisible(JavaClass type) {
        Optional<JavaClass> enclosing = type.getEnclosingClass();
        return isVisible(type.getModifiers()) && (enclosing.isEmpty() || isVisible(enclosing.get()));
    }

    private static boolean isVisible(JavaMember member) {
        return isVisible(member.getModifiers()) && !member.getModifiers().contains(JavaModifier.SYNTHETIC);
    }

    private static boolean isVisible(java.util.Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }
}
