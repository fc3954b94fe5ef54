"""Claims: the printed rule is the rule, every finding recomputes, nobody types a verdict."""

import ast
import json
import math
import re
from pathlib import Path

import pandas as pd
import pytest
from altered import changed, check_words, put

from helpers import sentences
from helpers.judge import agreement, claims, events, evidence, operators, printed, readings, rule
from helpers.judge.events import key_date
from helpers.judge.findings import spread
from helpers.judge.operators import FAILS
from helpers.judge.readings import ClaimError, amount, answer, date, members, ranking, series
from helpers.judge.rule import (
    CONSISTENT,
    CONTESTED,
    CONTRADICTED,
    ECHO,
    INDEPENDENCE,
    NOT_CHECKABLE,
    PARTLY,
    SAID,
    judge,
)
from helpers.tables import hosts, read
from helpers.topics.territory import people_by_rule

ROOT = Path(__file__).resolve().parents[1]
ROWS = pd.DataFrame({"publisher": ["a survey"], "source_url": ["https://example.org/survey"]})
NONE = ROWS.iloc[:0]
SPREAD = [f"spread-{number:02}" for number in range(1, 20)]


# --- Rows of the article never bear on it ---------------------------------------------------------


@pytest.mark.parametrize(
    "build",
    [
        lambda rows: amount(rows, 5),
        lambda rows: date(rows, "2014-01-01"),
        lambda rows: members(rows, ["a"]),
        lambda rows: answer(rows, True),
        lambda rows: ranking(rows, pd.Series({"oil": 1})),
        lambda rows: series(rows, pd.Series([1, 2], ["2015", "2016"])),
        lambda rows: amount([ROWS, rows], 5),
    ],
    ids=["number", "date", "list", "answer", "ranking", "series", "number-of-two-tables"],
)
def test_rows_of_the_article_are_refused(build):
    flagged = pd.concat([ROWS, ROWS]).assign(from_article=[False, True])
    with pytest.raises(ClaimError, match="from_article"):
        build(flagged)
    assert build(flagged[~flagged["from_article"]]).value is not None


def test_flagged_rows_of_the_tables_are_refused_as_they_stand():
    flagged = [
        name for name in read.catalogue()["name"] if read.describe(name).get("from_article_column")
    ]
    assert flagged
    for name in flagged:
        assert read.describe(name)["from_article_column"] == "from_article"  # as the rule reads
        table = read.load(name)
        with pytest.raises(ClaimError, match="from_article"):
            amount(table, 1, source=name)
        assert amount(table[~table["from_article"]], 1, source=name).value == 1


def test_a_key_date_shows_the_first_page_it_was_checked_with():
    for claim_id, names in [
        ("spread-02", ["BBC News", "KUNA, the agency of Kuwait"]),
        ("spread-03", ["BBC News", "USA Today"]),
    ]:
        (reading,) = claims.finding(claim_id).readings
        assert [name for name, _ in reading.links] == names
        assert all(url.startswith("http") for _, url in reading.links)
    row = events.event(read.load, "russia-withdraws")
    known = hosts.publishers(read.load)
    for page, name in [
        ("https://amp.usatoday.com/a", "USA Today"),
        ("http://www.example.org/a ; http://b.org", "example.org"),
    ]:
        reading = key_date(read.load, row.assign(checked_with=page))
        reading = readings.with_publishers(reading, known)
        assert readings.sources_of([reading])[1:] == [(name, page.split()[0])]
        assert reading.source == f"BBC News and {name}"
    assert len(key_date(read.load, row.assign(checked_with=None)).links) == 1


def test_the_names_of_hosts_come_from_the_load_that_is_given():
    renamed = changed("hosts", put("publisher", "Another name", host="usatoday.com"))
    (reading,) = claims.finding("spread-03", renamed).readings
    assert reading.source == "BBC News and Another name"


def test_a_key_date_read_on_the_page_of_the_article_is_refused():
    page = "http://www." + readings.ARTICLE_PAGE
    row = events.event(read.load, "russia-withdraws")
    with pytest.raises(ClaimError, match="from_article"):
        key_date(read.load, row.assign(source_url=page))
    second = row.assign(checked_with=f"{page} ; https://www.example.org/second")
    assert key_date(read.load, second).links[1:] == (("", "https://www.example.org/second"),)


def test_one_key_date_is_one_row():
    row = events.event(read.load, "russia-withdraws")
    for rows in (row.iloc[:0], pd.concat([row, row])):
        with pytest.raises(ClaimError, match="one row"):
            key_date(read.load, rows)


# --- Other dates and answers are tables -----------------------------------------------------------


@pytest.mark.parametrize("name", ["claim_answers", "claim_judgements", "other_dates"])
def test_rows_that_name_another_row_name_one_that_exists(name):
    keys = read.describe(name)["schema"]["foreignKeys"]
    assert keys
    for key in keys:
        (column,), (there,) = key["fields"], key["reference"]["fields"]
        known = read.load(key["reference"]["resource"])[there]
        assert known.is_unique and set(read.load(name)[column]) <= set(known)


def test_other_dates_are_as_exact_as_they_say():
    dates = read.load("other_dates")
    for row in dates.itertuples():
        if row.precision == "day":
            assert (row.last - row.first).days <= 1, row.key
        else:
            text = f"{row.first:%Y-%m}" if row.precision == "month" else f"{row.first:%Y}"
            assert (row.first, row.last) == readings.period(text), row.key


def beside(*spans):
    """A load() in which the order to withdraw from Syria, of 11 December 2017, has other dates."""
    rows = [
        {"key": "russia-withdraws", "first": first, "last": last, "precision": "day"}
        for first, last in spans
    ]
    made = pd.DataFrame(rows).assign(kind="other report", source=None, note=None)
    return changed("other_dates", lambda _: made.astype({"first": "M8[us]", "last": "M8[us]"}))


@pytest.mark.parametrize(
    ("first", "last", "low", "high"),
    [
        ("2017-12-09", "2017-12-09", "2017-12-09", "2017-12-11"),
        ("2017-12-13", "2017-12-14", "2017-12-11", "2017-12-14"),
        ("2017-11-10", "2017-11-10", "2017-11-10", "2017-12-11"),  # 31 days before: the same event
        ("2017-11-09", "2017-11-09", "2017-12-11", "2017-12-11"),  # 32 days before: another one
        ("2018-01-11", "2018-01-12", "2017-12-11", "2018-01-12"),  # the nearer end counts
        ("2018-01-12", "2018-01-12", "2017-12-11", "2017-12-11"),
        ("2017-12-01", "2017-12-31", "2017-12-11", "2017-12-11"),  # a less exact form of the date
    ],
)
def test_another_date_of_the_same_event_widens_the_reading(first, last, low, high):
    load = beside((first, last))
    reading = key_date(load, events.event(load, "russia-withdraws"))
    assert (reading.low, reading.high) == (pd.Timestamp(low), pd.Timestamp(high))
    assert reading.value == (pd.Timestamp("2017-12-11"),) * 2


@pytest.mark.parametrize(
    ("key", "written"),
    [
        ("russia-withdraws", "14 or 15 March 2016 (an earlier order of the same kind)"),
        (
            "kirkuk-taken",
            "15 October 2017 (advance begins at midnight); until 20 October 2017 (rest of the"
            " province: Wikipedia)",
        ),
        (
            "baghdadi-leads",
            "16 May 2010 (the announcement on a Sunday: AP); 18 April 2010 (the raid in which the"
            " leaders before him were killed: Deseret News)",
        ),
        ("branch-in-syria", "2011 (year only: La Prensa citing the UN Security Council list)"),
        ("oil-study", "1 November 2017"),
        (
            "kobani-retaken",
            "27 January 2015 (US Central Command); 31 January 2015 (Pentagon announcement)",
        ),
        ("iraq-invasion", ""),
    ],
)
def test_other_dates_are_written_as_words(key, written):
    assert events.others(read.load, events.event(read.load, key)) == written


DESCRIBED = {  # words that people write for readers, by table
    "key_dates": ["event", "note"],
    "other_dates": ["note", "source"],
    "claim_answers": ["reason"],
    "claim_judgements": ["reason", "note"],
}


def reworded(name):
    """A load() that gives every description other words."""
    frame = read.load(name)
    words = pd.Series([f"Words {place}" for place in range(len(frame))])
    columns = DESCRIBED.get(name, ())
    return frame.assign(**{c: frame[c].where(frame[c].isna(), words) for c in columns})


def test_no_verdict_hangs_on_the_words_of_a_description():
    assert all(
        (reworded(name)[c] != read.load(name)[c]).any()
        for name in DESCRIBED
        for c in DESCRIBED[name]
    )
    now, then = (claims.rows(load=load).set_index("claim_id") for load in (read.load, reworded))
    assert len(now) == 93 and (now["caveat"] != then["caveat"]).any()
    assert now["verdict"].to_dict() == then["verdict"].to_dict()


def test_every_answer_is_read_by_its_finding():
    answers = read.load("claim_answers").fillna({"part": ""})
    for claim_id, given in answers.groupby("claim_id"):
        parts = {reading.part for reading in claims.finding(claim_id).readings}
        assert set(given["part"]) <= parts, claim_id


def test_an_answer_without_a_page_says_that_none_was_found():
    answers = read.load("claim_answers")
    assert (answers["source_url"].notna() == answers["source_publisher"].notna()).all()
    assert (answers.loc[answers["source_url"].isna(), "answer"] == "no answer").all()


def test_answers_are_read_from_the_pages_that_are_given():
    study, release = (events.event(read.load, key) for key in ("oil-study", "ihs-main-factor"))
    part = "after oil fields were lost"
    values = [
        evidence.given_answer(read.load, "funding-02", part, rows).value
        for rows in (study, release, pd.concat([study, release]))
    ]
    assert values == [False, True, False]  # of several all must be yes
    assert not evidence.given_answer(read.load, "funding-02", part, release, only_if=False).value
    with pytest.raises(ClaimError, match="no answer on .* from these pages"):
        evidence.given_answer(read.load, "funding-02", part, ROWS)
    silent = changed("claim_answers", put("answer", "no answer", claim_id="funding-02"))
    reading = evidence.given_answer(silent, "funding-02", part, study)
    assert reading.value is None and reading.why.startswith("The authors of the satellite study")


# --- The findings of the chapter ------------------------------------------------------------------


def moved(key, day):
    """A load() that gives one key date another day."""

    def change(table):
        table.loc[table["key"] == key, "date"] = pd.Timestamp(day)
        return table

    return changed("key_dates", change)


def scaled(table, column, factor):
    return changed(table, lambda frame: frame.assign(**{column: frame[column] * factor}))


def first_in_syria(table):
    table.loc[table["start"].idxmin(), "start"] = pd.Timestamp("2012-09-18")
    return table


def without_the_coalition(table):
    return table[table["measure"] != "population_once"]


def judged(independence):
    def change(table):
        return table.assign(independence=independence)

    return changed("claim_judgements", change)


ALTERED = [
    ("spread-01", scaled("area_claims", "value", 0.5), CONTRADICTED),
    ("spread-02", moved("war-over-iraq", "2018-02-01"), CONTRADICTED),
    ("spread-03", moved("russia-withdraws", "2018-02-01"), CONTRADICTED),
    ("spread-04", changed("towns", lambda t: t.assign(end=pd.Timestamp("2019-01-01"))), PARTLY),
    ("spread-05", changed("area_claims", without_the_coalition), CONSISTENT),
    ("spread-06", moved("al-qaeda-in-iraq", "2002-10-01"), CONTESTED),
    ("spread-06", changed("ucdp_events_monthly", lambda t: t[t["year"] != 2010]), CONTESTED),
    ("spread-06", changed("claim_answers", put("answer", "no", claim_id="spread-06")), CONTESTED),
    ("spread-07", moved("branch-in-syria", "2012-08-01"), CONTRADICTED),
    ("spread-08", changed("towns", first_in_syria), CONSISTENT),
    ("spread-09", scaled("district_shares", "armed_group_share_2014_09", 0.5), PARTLY),
    ("spread-10", moved("coalition-iraq", "2014-09-15"), CONTRADICTED),
    ("spread-11", moved("kirkuk-taken", "2017-11-01"), CONSISTENT),
    ("spread-12", moved("war-over-iraq", "2019-02-09"), CONTRADICTED),
    ("spread-13", moved("isil-name", "2014-04-08"), CONTRADICTED),
    ("spread-14", moved("caliphate", "2015-06-29"), CONTRADICTED),
    ("spread-15", moved("coalition-iraq", "2014-09-15"), CONTRADICTED),
    ("spread-08", moved("is-in-raqqa", "2012-05-01"), CONTESTED),
    ("spread-08", judged("mixed"), CONSISTENT),
    ("spread-14", judged("claimant"), ECHO),
]


@pytest.mark.parametrize(
    "claim_id, load, expected",
    ALTERED,
    ids=[f"{n}-{case[0]}-{case[2]}" for n, case in enumerate(ALTERED)],
)
def test_a_changed_table_changes_the_verdict(claim_id, load, expected):
    assert claims.verdict_of(claim_id, load) == expected
    assert claims.verdict_of(claim_id) != expected


def test_a_motive_rests_on_the_word_of_the_one_who_acted():
    steps = claims.working("spread-15").set_index("part")
    assert list(steps.index[steps["own_word"] == "yes"]) == ["both were the motive"]
    assert steps.loc["both were the motive", "part_state"] == SAID
    # the part about Sinjar can fail by itself
    late = claims.working("spread-15", moved("sinjar-strikes", "2014-09-09"))
    assert FAILS in set(late["part_state"])


@pytest.mark.parametrize("claim_id", ["spread-08", "spread-09", "spread-12"])
def test_one_event_is_read_once(claim_id):
    """A fall that the list and a key date both tell is one reading, with both as its sources."""
    falls = [link for r in claims.finding(claim_id).readings for link in r.links]
    assert len(set(falls) - {(spread.TOWNS, "")}) == len([f for f in falls if f[1]])
    assert (spread.TOWNS, "") in falls


@pytest.mark.parametrize("claim_id, deadly", [("spread-02", 122), ("spread-04", 804)])
def test_an_event_is_deadly_if_somebody_died_by_the_best_estimate(claim_id, deadly):
    assert f"UCDP records {deadly} deadly events" in claims.finding(claim_id).caveat


def test_people_are_counted_as_the_figure_counts_them():
    ways = people_by_rule()["people"]
    reading, *told = claims.finding("spread-05").readings
    assert [other.value for other in told] == [9_000_000, 10_000_000, 8_000_000]
    assert (reading.low, reading.value, reading.high) == (ways.min(), ways.median(), ways.max())


def test_without_the_rows_of_its_tables_a_claim_cannot_be_checked():
    empty = changed("population_under_is", lambda table: table.iloc[:0])
    reading = amount(empty("population_under_is"), 1, source="a")
    row = claims._claim("spread-05", read.load)
    assert judge(row, [reading], "independent")[0] == NOT_CHECKABLE


@pytest.mark.parametrize("claim_id", SPREAD)
def test_every_claim_of_the_chapter_has_a_finding_and_a_judgement(claim_id):
    result = claims.finding(claim_id)
    assert result.claim_id == claim_id and result.readings and result.tables
    assert set(result.tables) <= set(read.catalogue()["name"]) - {"claims", "claim_judgements"}
    check_words(result)
    assert result.independence in rule.INDEPENDENCE
    attributed = claims._claim(claim_id, read.load)["attributed_to"] != claims.ARTICLE
    assert bool(result.said_at) == attributed  # who is quoted is shown where it was said
    assert result == claims.finding(claim_id)  # the same again


def test_judgements_and_findings_pair_up():
    judged_claims = set(read.load("claim_judgements")["claim_id"])
    assert judged_claims == set(claims._findings())
    assert set(SPREAD) <= judged_claims
    assert list(claims.claims("spread")["claim_id"]) == SPREAD


@pytest.mark.parametrize(
    "call, near",
    [
        (lambda: claims.finding("spread-99"), "spread-09"),
        (lambda: claims.verdict_of("sprad-01"), "spread-01"),
        (lambda: claims.claims("spraed"), "spread"),
        (lambda: events.event(read.load, "mosul-fall"), "mosul-falls"),
    ],
    ids=["finding", "verdict", "chapter", "key-date"],
)
def test_unknown_names_suggest_near_ones(call, near):
    with pytest.raises(ClaimError, match=f"There is no .*Did you mean .*{near}"):
        call()


def test_a_claim_has_one_finding():
    with pytest.raises(ClaimError, match="has a finding already"):
        evidence.finding_of("spread-01")(lambda load: None)


def test_a_claim_without_finding_or_judgement_says_what_to_add(monkeypatch):
    with pytest.raises(ClaimError, match="no judgement"):
        claims.finding("spread-01", changed("claim_judgements", lambda table: table.iloc[1:]))
    monkeypatch.delitem(claims._findings(), "spread-01")
    with pytest.raises(ClaimError, match="no finding for"):
        claims.finding("spread-01")


# --- What the reader sees -------------------------------------------------------------------------


def test_the_table_of_the_chapter_holds_each_claim_with_its_verdict():
    table = claims.rows("spread")
    assert list(table["claim_id"]) == SPREAD
    assert set(table["verdict"]) <= set(rule.MARKS)
    assert (table["sources"].str.len() > 0).all()
    for row in table.itertuples():
        assert row.verdict == claims.verdict_of(row.claim_id)
        assert claims.working(row.claim_id)["part_state"].iloc[-1] == row.verdict
        assert row.because in set(rule.RULE["condition"])


def test_the_tally_and_the_key_are_made_of_the_verdicts():
    verdicts = claims.rows("spread")["verdict"].value_counts()
    tally = claims.tally("spread")
    for word, (one, many) in rule.PREDICATES.items():
        count = int(verdicts.get(word, 0))
        phrase = f"{sentences.spelled(count)} {one if count == 1 else many}"
        assert (phrase in tally) == (count > 0)
    assert len(re.split(r", | and ", tally)) == len(verdicts)
    assert list(rule.MEANINGS) == list(rule.PREDICATES) == list(rule.MARKS)
    assert claims.key().count(" · ") == len(rule.MARKS) - 1 and "\n" not in claims.key()
    for word in rule.MARKS:
        assert f"{rule.MARKS[word]}\u00a0**{word}**: {rule.MEANINGS[word]}" in claims.key()


@pytest.mark.parametrize(
    ("low", "high", "write", "written"),
    [
        (5_400_000, 10_600_000, sentences.million, "5.4 to 10.6 million"),
        (5_400_000, 5_400_001, sentences.million, "5.4 million"),
        (0.29, 0.71, sentences.percent, "29% to 71%"),
        (3, 7, sentences.number, "3 to 7"),
        ("2014-01-03", "2014-01-04", sentences.day, "3 January 2014 to 4 January 2014"),
    ],
)
def test_a_range_keeps_its_unit(low, high, write, written):
    assert sentences.between(low, high, write) == written


def test_the_ledger_is_plain_markdown_with_one_entry_a_claim():
    from markdown_it import MarkdownIt

    shown = claims.article_and_evidence("spread")
    html = MarkdownIt("gfm-like", {"linkify": False}).render(shown.markdown)
    assert html.count("<summary>") == len(SPREAD) == html.count("<em>Caveat:</em>")
    assert html.count("<details ") == html.count("</details>") == len(SPREAD)
    assert all(f"<code>{claim_id}</code>" in html for claim_id in SPREAD)
    for word in shown.table["verdict"]:
        assert f"<summary><b>{rule.MARKS[word]}\u00a0{word}</b> " in html  # a shape and the word
    assert all(link.startswith("http") for link in re.findall(r'href="([^"]*)"', html))
    assert "*" not in re.sub(r"<[^>]+>", "", html)  # no markup left over
    assert repr(shown).startswith(f"{len(SPREAD)} claims: ")


def test_the_rule_prints_every_line_of_its_three_tables():
    from markdown_it import MarkdownIt

    html = MarkdownIt("gfm-like", {"linkify": False}).render(claims.rule().markdown)
    lines = len(operators.OPERATORS) + len(rule.PARTS) + len(rule.RULE)
    assert html.count("<tr>") == lines + 3 and html.count("<table>") == 3
    assert len(set(rule.MARKS.values())) == len(rule.MARKS)


@pytest.mark.parametrize("text", ["$1bn", "a|b", "*x*", "<b>", "[a](b)", "{r}`x`", "~100", "a_b"])
def test_text_of_a_table_is_never_read_as_markup(text):
    from markdown_it import MarkdownIt

    html = MarkdownIt("gfm-like", {"linkify": False}).render(printed.plain(text))
    assert html == f"<p>{text.replace('<', '&lt;').replace('>', '&gt;')}</p>\n"


def test_only_addresses_of_the_web_become_links():
    assert printed.link("AP", "javascript:alert(1)") == "AP"
    assert printed.link("AP", "") == "AP"
    assert printed.link("AP", "https://example.org/a_(b)") == "[AP](<https://example.org/a_(b)>)"


# --- Nobody types a verdict -----------------------------------------------------------------------

WORD = "|".join(sorted(rule.MARKS, key=len, reverse=True))
TYPED = re.compile(
    rf"[{''.join(rule.MARKS.values())}]\s*\**({WORD})|\*\*({WORD})\*\*|verdict\W{{1,8}}({WORD})"
    rf"|[a-z]+-\d\d\b[^\n]*\b({WORD})\b|\b({WORD})\b[^\n]*\b[a-z]+-\d\d\b",
    re.IGNORECASE,
)


def typed_in(source):
    return TYPED.search(source)


def words_in(module):
    """String constants of a module that hold a word of the verdicts."""
    tree = ast.parse(Path(module).read_text(encoding="utf-8"))
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.search(rf"\b({WORD})\b", node.value)
    ]


def test_no_notebook_types_a_verdict():
    notebooks = sorted((ROOT / "notebooks").glob("*.ipynb"))
    assert notebooks
    for path in notebooks:
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            source = "".join(cell["source"])
            assert not typed_in(source), f"{path.name}: {typed_in(source).group()!r}"


def test_no_finding_types_a_verdict():
    modules = sorted((ROOT / "src" / "helpers" / "judge" / "findings").glob("*.py"))
    assert len(modules) > 1
    assert {str(path): words_in(path) for path in modules} == {str(path): [] for path in modules}


def test_findings_read_tables_only_through_the_load_they_are_given():
    for path in sorted((ROOT / "src" / "helpers" / "judge" / "findings").glob("*.py")):
        imported = {
            alias.name
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, (ast.Import, ast.ImportFrom))
            for alias in node.names
        }
        assert not imported & {"data", "load", "helpers.tables.read", "read_csv"}, path.name
        assert "read_" not in path.read_text(encoding="utf-8"), path.name


@pytest.mark.parametrize(
    "source",
    ["spread-01 is an echo", "The verdict: **supported**.", "verdict = 'contested'", "● supported"],
)
def test_the_scan_sees_a_typed_verdict(source, tmp_path):
    assert typed_in(source)
    (tmp_path / "made.py").write_text("text = 'this is not checkable'", encoding="utf-8")
    assert words_in(tmp_path / "made.py") == ["this is not checkable"]


@pytest.mark.thorough
def test_two_codings_of_independence_are_compared():
    both = agreement.codings()
    assert len(both) == len(read.load("claims"))
    first, second = both["first"].astype(str), both["second"].astype(str)
    again = list(zip(first, second))
    seen = sum(a == b for a, b in again) / len(again)
    chance = (
        sum(
            sum(a == code for a, _ in again) * sum(b == code for _, b in again)
            for code in INDEPENDENCE
        )
        / len(again) ** 2
    )
    assert agreement.kappa(first, second) == pytest.approx((seen - chance) / (1 - chance))
    assert list(agreement.differences().table["claim_id"]) == list(
        both["claim_id"][first != second]
    )
    for row in both[first == second].itertuples():
        assert row.other == row.verdict


@pytest.mark.parametrize(
    "first, second, expected",
    [("aabb", "aabb", 1), ("aabb", "abab", 0), ("aabb", "bbaa", -1), ("aab", "aba", -0.5)],
)
def test_kappa(first, second, expected):
    assert agreement.kappa(pd.Series([*first]), pd.Series([*second])) == pytest.approx(expected)


def test_kappa_of_one_code_only_is_not_a_number():
    assert math.isnan(agreement.kappa(pd.Series([*"aaa"]), pd.Series([*"aaa"])))


def test_a_further_coder_may_code_some_claims():
    def more(frame):
        row = frame[frame["claim_id"] == "spread-02"].assign(coder="C", independence="mixed")
        return pd.concat([frame, row], ignore_index=True)

    load = changed("claim_codings", more)
    both = agreement.codings("C", load)
    assert both["claim_id"].tolist() == ["spread-02"] and both["second"].tolist() == ["mixed"]
    assert len(agreement.codings("B", load)) == len(agreement.codings())
    with pytest.raises(ClaimError, match="There is no coder 'D'"):
        agreement.codings("D", load)
