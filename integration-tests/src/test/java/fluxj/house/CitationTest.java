package fluxj.house;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Looks up the sections of docs/spec that sources and pages cite, as in (spec broker 6.2) or (spec
/// services 2, 19.1 to 19.3).
class CitationTest {
    private static final String PAGES = "broker|services|coral2";

    /// Between two words, which may be on two lines of a comment.
    private static final String GAP = "\\s+(?:(?:/{2,3}|\\*|#)\\s*)?";

    private static final String SECTION = "(?:\\d+(?:\\.\\d+)*|appendix%s[A-Z])".formatted(GAP);

    /// `spec`, a page, and one section or several. The page may be missing, so that it is missed.
    private static final Pattern CITATION =
            Pattern.compile(
                    "\\bspec%1$s(?:(?<page>[a-z]+[0-9]?)%1$s)?(?<sections>%2$s(?:(?:,|%1$sto|%1$sand)%1$s%2$s)*)"
                            .formatted(GAP, SECTION));

    private static final Pattern OTHER_FORM =
            Pattern.compile("\\b(?:%s)\\.md%s(?:section |§)?\\d".formatted(PAGES, GAP));

    private static final Pattern HEADING =
            Pattern.compile("(?m)^#{2,4} (\\d+(?:\\.\\d+)*|Appendix [A-Z])\\b");

    private static final Pattern SAME_PAGE = Pattern.compile("§(\\d+(?:\\.\\d+)*)");

    private static final Texts TEXTS = new Texts();
    private final Map<String, Set<String>> sections = new TreeMap<>();

    CitationTest() {
        for (String page : PAGES.split("\\|")) {
            sections.put(
                    page,
                    TEXTS.matches(Path.of("docs/spec", page + ".md")::equals, HEADING)
                            .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
                            .collect(Collectors.toSet()));
        }
    }

    @Test
    void eachCitationLeadsToASection() {
        TEXTS.assertEach(_ -> true, CITATION, (_, citation) -> lookUp(citation));
        assertTrue(TEXTS.matches(_ -> true, CITATION).count() > 100);
    }

    private List<String> lookUp(MatchResult citation) {
        String page = citation.group("page");
        if (page == null) {
            return List.of("a section of which page of docs/spec?");
        }
        if (!sections.containsKey(page)) {
            return List.of("docs/spec has no page " + page);
        }
        List<String> wrong = new ArrayList<>();
        Matcher cited = Pattern.compile(SECTION).matcher(citation.group("sections"));
        while (cited.find()) {
            String section = cited.group().replaceAll(GAP, " ");
            if (!sections.get(page).contains(section.toLowerCase(Locale.ROOT))) {
                wrong.add("docs/spec/" + page + ".md has no section " + section);
            }
        }
        return wrong;
    }

    @Test
    void citationsHaveOneForm() {
        TEXTS.assertEach(_ -> true, OTHER_FORM, (_, _) -> List.of("write (spec PAGE SECTION)"));
    }

    @Test
    void pagesOfTheSpecificationReferToTheirOwnSections() {
        sections.forEach(
                (page, own) ->
                        TEXTS.assertEach(
                                Path.of("docs/spec", page + ".md")::equals,
                                SAME_PAGE,
                                (_, reference) ->
                                        own.contains(reference.group(1))
                                                ? List.of()
                                                : List.of("there is no " + reference.group())));
    }
}
