package fluxj.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What pages and the descriptions of packages name is there: files that they link to, classes and
/// packages. docs/spec is about other programs, whose classes are not ours.
class PagesTest {
    private static final Predicate<Path> PAGES = file -> file.toString().endsWith(".md");
    private static final Predicate<Path> SOURCES = file -> file.toString().endsWith(".java");
    private static final Predicate<Path> ABOUT_US =
            file ->
                    PAGES.test(file) && !file.startsWith("docs/spec")
                            || file.endsWith("package-info.java");

    private static final Pattern LINK = Pattern.compile("\\]\\((?!\\w+:)([^)#\\s]+)[^)]*\\)");

    /// A class in backticks or in the brackets of a comment, perhaps with a member.
    private static final Pattern CLASS =
            Pattern.compile(
                    "(?:`|\\[(?=[^\\]]*\\](?!\\()))([A-Z]\\w*[a-z]\\w*)(?:[.#]\\w+)*(?:\\(\\))?[`\\]]");

    private static final Pattern QUALIFIED =
            Pattern.compile("`(fluxj(?:\\.[a-z]\\w*)+)(\\.[A-Z]\\w*)?`");

    private static final Pattern TYPE =
            Pattern.compile("\\b(?:class|record|interface|enum|@interface) ([A-Z]\\w*)");

    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");

    private static final List<String> LIBRARY =
            List.of("java.lang.", "java.util.", "java.util.concurrent.", "java.security.");

    private static final Texts TEXTS = new Texts();
    private final Set<String> types = named(TYPE);
    private final Set<String> packages = named(PACKAGE);

    private Set<String> named(Pattern pattern) {
        return TEXTS.matches(SOURCES, pattern)
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
    }

    @Test
    void linksLeadToFiles() {
        TEXTS.assertEach(
                PAGES,
                LINK,
                (page, link) ->
                        Texts.exists(page, link.group(1))
                                ? List.of()
                                : List.of("no file " + link.group(1)));
    }

    @Test
    void eachDecisionIsInTheIndex() {
        Path index = Path.of("docs/adr/README.md");
        Set<String> listed =
                TEXTS.matches(index::equals, LINK)
                        .map(link -> link.group(1))
                        .collect(Collectors.toSet());
        Set<String> pages =
                TEXTS.files(file -> file.startsWith("docs/adr") && !file.equals(index))
                        .map(file -> file.getFileName().toString())
                        .collect(Collectors.toSet());
        assertEquals(pages, listed);
    }

    @Test
    void classesExist() {
        TEXTS.assertEach(
                ABOUT_US,
                CLASS,
                (_, match) ->
                        isType(match.group(1)) ? List.of() : List.of("no class " + match.group(1)));
    }

    /// `XxxProtocol` and the like stand for many.
    private boolean isType(String name) {
        return name.startsWith("Xxx")
                || types.contains(name)
                || LIBRARY.stream().anyMatch(library -> isInLibrary(library + name));
    }

    private static boolean isInLibrary(String name) {
        return PagesTest.class.getClassLoader().getResource(name.replace('.', '/') + ".class")
                != null;
    }

    @Test
    void packagesExist() {
        TEXTS.assertEach(ABOUT_US, QUALIFIED, (_, match) -> lookUp(match));
    }

    private List<String> lookUp(MatchResult match) {
        String name = match.group(1);
        boolean known =
                packages.stream().anyMatch(p -> p.equals(name) || p.startsWith(name + "."))
                        || isProperty(name);
        boolean typeKnown = match.group(2) == null || types.contains(match.group(2).substring(1));
        return known && typeKnown ? List.of() : List.of("no " + match.group());
    }

    /// Names of system properties look the same.
    private boolean isProperty(String name) {
        return TEXTS.files(SOURCES).anyMatch(file -> TEXTS.text(file).contains('"' + name + '"'));
    }
}
