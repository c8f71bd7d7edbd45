package fluxj.house;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Looks up what sources and pages point to: the sections of docs/spec that they cite, as in (spec
/// broker 6.2) or (spec services 2, 19.1 to 19.3), and the files that pages link to.
class CitationTest {
    private static final Path ROOT = Path.of("..");
    private static final Path SPEC = ROOT.resolve("docs/spec");
    private static final Set<String> SUFFIXES = Set.of("java", "md", "sh", "toml", "xml", "jvm");

    /// Between two words, which may be on two lines of a comment.
    private static final String GAP = "\\s+(?:(?:/{2,3}|\\*|#)\\s*)?";

    private static final String SECTION = "(?:\\d+(?:\\.\\d+)*|appendix%s[A-Z])".formatted(GAP);

    /// `spec`, a page, and one section or several; the page is optional so that its lack is found.

    private static final Pattern CITATION =
            Pattern.compile(
                    "\\bspec%1$s(?:(?<page>[a-z0-9]*[a-z])%1$s)?(?<sections>%2$s(?:(?:,|%1$sto|%1$sand)%1$s%2$s)*)"
                            .formatted(GAP, SECTION));

    private static final Pattern OTHER_FORM =
            Pattern.compile(
                    "\\b(?:broker|services|coral2)\\.md%s(?:section |§)?\\d".formatted(GAP));

    private static final Pattern HEADING =
            Pattern.compile("(?m)^#{2,4} (\\d+(?:\\.\\d+)*|Appendix [A-Z])\\b");

    private static final Pattern SAME_PAGE = Pattern.compile("§(\\d+(?:\\.\\d+)*)");

    private static final Pattern LINK = Pattern.compile("\\]\\((?!\\w+:)([^)#\\s]+)[^)]*\\)");

    private static final Map<Path, String> FILES = new TreeMap<>();
    private static final Map<String, Set<String>> SECTIONS = new TreeMap<>();

    @BeforeAll
    static void readAll() throws IOException {
        Files.walkFileTree(ROOT, new Reader());
        FILES.forEach(
                (file, text) -> {
                    String name = file.getFileName().toString();
                    if (file.startsWith(SPEC) && !name.equals("README.md")) {
                        SECTIONS.put(name.replace(".md", ""), all(HEADING, text));
                    }
                });
    }

    /// Reads texts, but nothing that a build made.
    private static final class Reader extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            boolean foreign = name.equals("target") || name.startsWith(".") && !name.equals("..");
            return foreign ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            String name = file.getFileName().toString();
            if (SUFFIXES.contains(name.substring(name.lastIndexOf('.') + 1))) {
                FILES.put(file, Files.readString(file));
            }
            return FileVisitResult.CONTINUE;
        }
    }

    private static Set<String> all(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(found -> found.group(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static String place(Path file, int at) {
        long line = FILES.getOrDefault(file, "").substring(0, at).lines().count();
        return ROOT.relativize(file) + ":" + Math.max(1, line) + ": ";
    }

    private static void check(List<String> wrong) {
        assertTrue(wrong.isEmpty(), () -> "\n" + String.join("\n", wrong));
    }

    @Test
    void eachCitationLeadsToASection() {
        List<String> wrong = new ArrayList<>();
        int found = 0;
        for (Map.Entry<Path, String> file : FILES.entrySet()) {
            Matcher citation = CITATION.matcher(file.getValue());
            while (citation.find()) {
                found++;
                String place = place(file.getKey(), citation.start());
                lookUp(citation).forEach(problem -> wrong.add(place + problem));
            }
        }
        assertTrue(found > 100, "only " + found + " citations found");
        check(wrong);
    }

    private static List<String> lookUp(Matcher citation) {
        String page = citation.group("page");
        if (page == null) {
            return List.of("a section of which page of docs/spec?");
        }
        Set<String> sections = SECTIONS.get(page);
        if (sections == null) {
            return List.of("docs/spec has no page " + page);
        }
        List<String> wrong = new ArrayList<>();
        Matcher cited = Pattern.compile(SECTION).matcher(citation.group("sections"));
        while (cited.find()) {
            String section = cited.group().replaceAll(GAP, " ");
            if (!sections.contains(section.toLowerCase(Locale.ROOT))) {
                wrong.add("docs/spec/" + page + ".md has no section " + section);
            }
        }
        return wrong;
    }

    @Test
    void citationsHaveOneForm() {
        List<String> wrong = new ArrayList<>();
        FILES.forEach(
                (file, text) ->
                        OTHER_FORM
                                .matcher(text)
                                .results()
                                .forEach(
                                        other ->
                                                wrong.add(
                                                        place(file, other.start())
                                                                + "write (spec PAGE SECTION)")));
        check(wrong);
    }

    @Test
    void pagesOfTheSpecificationReferToTheirOwnSections() {
        List<String> wrong = new ArrayList<>();
        SECTIONS.forEach(
                (page, sections) -> {
                    Path file = SPEC.resolve(page + ".md");
                    Matcher reference = SAME_PAGE.matcher(FILES.getOrDefault(file, ""));
                    while (reference.find()) {
                        if (!sections.contains(reference.group(1))) {
                            wrong.add(
                                    place(file, reference.start())
                                            + "there is no §"
                                            + reference.group(1));
                        }
                    }
                });
        check(wrong);
    }

    @Test
    void linksOfPagesLeadToFiles() {
        List<String> wrong = new ArrayList<>();
        FILES.forEach(
                (file, text) -> {
                    if (!file.toString().endsWith(".md")) {
                        return;
                    }
                    Matcher link = LINK.matcher(text);
                    while (link.find()) {
                        if (!Files.exists(file.resolveSibling(link.group(1)))) {
                            wrong.add(place(file, link.start()) + "no file " + link.group(1));
                        }
                    }
                });
        check(wrong);
    }
}
