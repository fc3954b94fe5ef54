"""What the book's tables say of the article's claims after the day they were made.

    from helpers.judge import since
    since.later()        # a row for each claim with a day, and what is known since

No verdict follows from it: a claim was judged as of its own day (``judge.claims``). Here each
claim that gives a day is put beside the latest figure of the same thing in the book's tables.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from helpers.judge import claims
from helpers.judge.events import event
from helpers.judge.ledger import when
from helpers.judge.operators import claimed_in_words
from helpers.judge.printed import Printed, grid, link, plain
from helpers.sentences import day, listing, month, number, percent, spelled, with_article
from helpers.tables import read
from helpers.topics import cities, reach, refugees
from helpers.topics import later as after

RULES = {True: "counts what the article counts", False: "counts something else, then and now"}
LATER, CLOSED, NONE = "a later figure", "its time is over", "no later figure"
NUMBERS = {  # claim: what its number counts, in few words
    "casualties-07": "People killed in Syria",
    "casualties-08": "Civilians killed in Syria",
    "reach-02": "Countries where IS is active",
    "refugees-01": "Syrian refugees",
    "refugees-03": "Syrian applications in Europe",
    "refugees-04": "Displaced within Syria",
    "refugees-05": "Iraqis who returned",
    "refugees-06": "Iraqis still displaced",
}
RAQQA = {  # claim: key in city_figures, and what the figure counts
    "raqqa-06": ("raqqa-returned-2018-04-04", " had returned to the city"),
    "raqqa-09": ("raqqa-shelter-2021-04", "% of the people lived in damaged or inadequate shelter"),
}
OVER = ("raqqa-03", "raqqa-04", "raqqa-05", "raqqa-08")  # the battle: over as the claim was made
_LATER = {}


@dataclass(frozen=True)
class Latest:
    """The latest that is known: a sentence, its day as text, its tables, a number or None.

    same: the number counts the same thing by the same rule as the claim; where it does not, then is
    the number of the claim's time by the rule of the latest, so that like is set beside like.
    links: (name, address) of typed rows; where empty the publishers of the tables are meant.
    """

    now: str | None = None
    until: str | None = None
    tables: tuple = ()
    value: float | None = None
    same: bool = False
    links: tuple = ()
    then: float | None = None


def latest_on(*claim_ids: str) -> Callable:
    """Register a function as the latest on some claims; it gets `load` and the claim's id."""

    def register(function):
        _LATER.update(dict.fromkeys(claim_ids, function))
        return function

    return register


def later(load: read.Load = read.load) -> pd.DataFrame:
    """The claims that give a day, in the article's order: what has become of each.

    Columns: claim_id, chapter, claim, claimed (in words), name (what its number counts, in few
    words), as_of, state (LATER, CLOSED or NONE), now, until, then_value and now_value (where both
    are numbers), same_measure, tables (a list), links ((name, address), ...).
    """
    dated = claims.claims(load=load).dropna(subset="as_of")
    return pd.DataFrame([_row(claim, load) for claim in dated.to_dict("records")])


def changes(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of `later` with a number then and now, most risen first: adds rule and change.

    rule: a value of RULES, whether both count what the article counts. change: in percent.
    """
    table = table.dropna(subset="now_value")
    change = 100 * (table["now_value"] / table["then_value"] - 1)
    table = table.assign(change=change, rule=table["same_measure"].map(RULES))
    return table.sort_values("change", ascending=False)


def _row(claim, load):
    find = _LATER.get(claim["claim_id"])
    latest = find(load, claim["claim_id"]) if find else Latest()
    both = latest.value is not None and claim["kind"] == "number"
    return {
        **{name: claim[name] for name in ("claim_id", "chapter", "claim")},
        "claimed": claimed_in_words(claim),
        "name": NUMBERS.get(claim["claim_id"]),
        "as_of": claim["as_of"],
        "state": LATER if find else CLOSED if is_over(claim) else NONE,
        "now": latest.now,
        "until": latest.until,
        "then_value": float(claim["value"] if latest.then is None else latest.then)
        if both
        else None,
        "now_value": float(latest.value) if both else None,
        "same_measure": latest.same if find else None,
        "tables": list(latest.tables),
        "links": latest.links or _publishers(latest.tables),
    }


def is_over(claim: pd.Series) -> bool:
    """True for a claim of a dated event, or of a span that ended in a year before it was made."""
    if claim["kind"] == "date" or claim["claim_id"] in OVER:
        return True
    end = claim["end"]
    return pd.notna(end) and end[:4] < claim["as_of"][:4]


def listed(table: pd.DataFrame) -> Printed:
    """The claims of `later` that have a later figure, as a table for a page."""
    table = table[table["state"] == LATER]
    names = reach.names().map(with_article).to_dict()
    rows = [
        [
            _told(row),
            _said(row, names),
            row["now"],
            f"{row['until']}: {', '.join(link(*one) for one in row['links'])}",
        ]
        for row in table.to_dict("records")
    ]
    head = ["Claim", "What the article said", "What is known now", "When, and who says so"]
    return Printed(table, grid(head, rows), f"{len(table)} claims with a later figure")


def lines(table: pd.DataFrame, state: str) -> str:
    """The claims of `later` in a state, as a list (Markdown)."""
    rows = table[table["state"] == state].to_dict("records")
    return "\n".join(f"- {_told(row)}, {_as_of(row)}" for row in rows)


def _said(row, names):
    """What was claimed, with its day; only the one where it says the other too."""
    if row["claimed"] == "as stated":
        return _as_of(row)
    claimed = re.sub(r"\b[A-Z]{3}\b", lambda code: names.get(code[0], code[0]), row["claimed"])
    return claimed if _as_of(row) in claimed else f"{claimed} ({_as_of(row)})"


def _told(row):
    chapter = f"[{claims.CHAPTERS[row['chapter']]}]({row['chapter']}.ipynb)"
    return f"{plain(row['claim'])} ({chapter})"


def _as_of(row):
    return when(row["as_of"])


def _publishers(tables):
    """(publisher, address) of the first source of each table, each once."""
    found = [read.describe(name)["sources"][0] for name in tables]
    return tuple(dict.fromkeys((s["publisher"], s.get("path") or "") for s in found))


def _typed(*rows):
    """(publisher, address) of rows of a typed table; of several addresses in a cell the first."""
    names, pages = ([row[name] for row in rows] for name in ("source_publisher", "source_url"))
    addresses = ["" if pd.isna(page) else page.split()[0] for page in pages]
    return tuple(dict.fromkeys(zip(names, addresses)))


def _last(table, by):
    return table.loc[table[by].idxmax()]


def _of(row, table, now, column="date", **about):
    """The latest as one row of a typed table has it, of the day or the month in `column`."""
    write = month if row.get("date_precision") == "month" else day
    return Latest(now, write(row[column]), (table,), links=_typed(row), **about)


@latest_on("spread-01", "spread-04")
def _territory(load, claim_id):
    places, held = load("towns")["place"].nunique(), after.still_held(load)
    last = held.iloc[-1]
    return Latest(
        f"IS has lost the last of the {places} places that the book follows, {last['place']}; "
        f"{spelled(len(held))} of them it still held when the article appeared. The book "
        "has no measurement of the area from so late",
        day(last["end"]),
        ("towns",),
        links=((last["lost_source_publisher"], last["lost_source_url"]),),
    )


@latest_on("casualties-07", "casualties-08")
def _observatory(load, claim_id):
    column = {"casualties-07": "killed", "casualties-08": "civilians"}[claim_id]
    tolls = load("syria_toll_milestones")
    row = _last(tolls[(tolls["counter"] == "SOHR") & tolls[column].notna()], "date")
    now = f"{number(row[column])} {row['qualifier']}, according to the same observatory"
    return _of(row, "syria_toll_milestones", now, value=row[column], same=True)


@latest_on("casualties-11")
def _un_counts(load, claim_id):
    rows = [event(load, key).iloc[0] for key in ("un-toll-2021", "un-estimate-2022")]
    now = "; ".join(row["event"] for row in rows)
    return Latest(now, day(rows[-1]["date"]), ("key_dates",), links=_typed(*rows))


@latest_on("strikes-01", "strikes-02")
def _strikes(load, claim_id):
    row = _last(load("strikes_anchors").dropna(subset="total"), "as_of")
    now = f"{number(row['total'])} in both countries together; the book has no total for each alone"
    return _of(row, "strikes_anchors", now, "as_of")


@latest_on("strikes-06")
def _members(load, claim_id):
    row = event(load, "syria-joins-coalition").iloc[0]
    return _of(row, "key_dates", row["event"])


@latest_on(*RAQQA)
def _raqqa(load, claim_id):
    key, counted = RAQQA[claim_id]
    row = cities.published("Raqqa", load).loc[key]
    return _of(row, "city_figures", row["words"] + counted)


@latest_on("reach-02")
def _countries(load, claim_id):
    counts = reach.countries(load)
    n, last, then = counts.iloc[-1], counts.index[-1], counts[2016]
    now = f"{number(n)} countries with deadly events of IS, according to UCDP; in 2016 {then}"
    return Latest(now, str(last), ("is_presence",), n, then=then)


@latest_on("reach-03")
def _aspiring(load, claim_id):
    told = claims.claims(load=load).set_index("claim_id").loc[claim_id, "value"].split(";")
    deadly = reach.deadly(load)
    seen = deadly[(deadly["year"] >= 2018) & deadly["iso3"].isin(told)]["country"].unique()
    now = (
        f"{spelled(len(seen))} of the {spelled(len(told))} have had deadly events of IS since "
        "2018: "
        f"{listing(map(with_article, sorted(seen)))}"
    )
    return Latest(now, str(deadly["year"].max()), ("is_presence",))


@latest_on("reach-04")
def _claimed(load, claim_id):
    attacks = load("claimed_attacks")
    rows = attacks.query("date > '2018-03-31' and status == 'claimed'")
    rows = rows.to_dict("records")
    places = [f"{with_article(row['country'])} ({day(row['date'])})" for row in rows]
    return Latest(
        f"IS claimed further attacks in {listing(places)}; the book's list ends there",
        day(attacks["date"].max()),
        ("claimed_attacks",),
        links=_typed(*rows),
    )


def _yearly(load, origin, column):
    people = refugees.yearly(origin, load)[column].dropna()
    return people.iloc[-1], f"end of {people.index[-1]}", people[refugees.YEAR]


@latest_on("refugees-01", "refugees-04")
def _syrians(load, claim_id):
    within = claim_id == "refugees-04"
    people, until, then = _yearly(load, "SYR", "idps" if within else "refugees")
    whom = (
        "" if within else f" refugees in the whole world; at the end of 2017 it was {number(then)}"
    )
    now = f"{number(people)}{whom}, according to UNHCR's yearly statistics"
    tables = ("displaced_yearly",)
    return Latest(now, until, tables, people, within, then=None if within else then)


@latest_on("refugees-02")
def _three_hosts(load, claim_id):
    hosts = refugees.abroad(load).pivot(index="asylum", columns="year", values="refugees")
    last, hosts = hosts.columns[-1], hosts.iloc[:, -1]
    share = hosts[refugees.THREE].sum() / hosts.sum()
    return Latest(f"{percent(share)} of them", f"end of {last}", ("displaced_abroad",))


@latest_on("refugees-03")
def _applications(load, claim_id):
    row = _last(refugees.applications(load).query("month_known"), "until")
    now = f"{number(row['total'])}, the last total of UNHCR's portal that the book has"
    return Latest(now, day(row["until"]), ("portal_totals",), row["total"], True)


@latest_on("refugees-05")
def _returned(load, claim_id):
    row = _last(load("iom_iraq").dropna(subset="returned"), "date")
    now = f"{number(row['returned'])}, according to IOM"
    return _of(row, "iom_iraq", now, value=row["returned"], same=True)


@latest_on("refugees-06")
def _displaced(load, claim_id):
    people, until, _ = _yearly(load, "IRQ", "idps")
    now = f"{number(people)}, according to UNHCR, which has printed IOM's number since 2017"
    return Latest(now, until, ("displaced_yearly",), people, True)


@latest_on("refugees-07")
def _crossing(load, claim_id):
    rows = load("iom_iraq").dropna(subset=["displaced", "returned"])
    rows = rows[rows["date"] >= "2018-01-01"]
    more = (rows["returned"] > rows["displaced"]).sum()
    last = _last(rows, "date")
    some = f"all {spelled(more)}" if more == len(rows) else f"{spelled(more)} of {len(rows)}"
    now = (
        f"in {some} later totals more people had returned than were still displaced; in the last "
        f"one {number(last['returned'] / last['displaced'])} times as many"
    )
    return _of(last, "iom_iraq", now)
