package io.quotastack.standalone.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

/** Where each rule of the contract stands: a type without a package is in the package named before it. */
class RulesTest {

    private static final Page RULES = Page.read(Repository.ROOT.resolve("docs/internals/rules.md"));
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern NAME = Pattern
            .compile("((?:[a-z]+\\.)*[a-z]+(?=\\.|$))?\\.?([A-Z]\\w*)?(?:\\.(\\w+))?");

    private final Types types = new Types();

    @Test
    void everyTypeIsInThePackageThatTheTableSays() {
        List<String> unknown = new ArrayList<>();
        int looked = 0;
        for (List<String> row : RULES.tableRows()) {
            String packageName = "";
            for (String code : CODE.matcher(row.getLast()).results().map(found -> found.group(1)).toList()) {
                Matcher name = NAME.matcher(code);
                if (!name.matches()) {
                    continue;
                }
                looked++;
                packageName = name.group(1) == null ? packageName : name.group(1);
                boolean there = name.group(2) == null
                        ? types.hasPackage(packageName)
                        : types.has(packageName, name.group(2), name.group(3) == null ? "" : name.group(3));
                if (!there) {
                    unknown.add(code);
                }
            }
        }

        assertThat(looked).isPositive();
        assertThat(unknown).isEmpty();
    }

    @Test
    void everySectionOfTheContractIsInTheTable() {
        List<String> sections = Page.read(Repository.ROOT.resolve("docs/reference/contract.md")).anchors().stream()
                .filter(anchor -> anchor.matches("\\d.*")).map(anchor -> anchor.replaceFirst("-.*", "")).toList();

        assertThat(RULES.tableRows().stream().map(List::getFirst).filter(cell -> cell.matches("\\d.*"))
                .map(cell -> cell.replaceFirst(" .*", ""))).containsExactlyInAnyOrderElementsOf(sections);
    }
}
