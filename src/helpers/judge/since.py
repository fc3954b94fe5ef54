"""What the book's tables say of the article's claims after the day they were made.

    from helpers.judge import since
    since.later()        # a row for each claim with a day, and what is known since

No verdict follows from it: a claim was judged as of its own day (``judge.claims``). Here each
claim that gives a day is put beside the latest figure of the same thing in the book's tables.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from helpers.draw import world
from helpers.judge import claims
from helpers.judge.events import event
from helpers.judge.operators import claimed_in_words
from helpers.sentences import day, listing, month, number, percent, spelled
from helpers.tables import read
from helpers.topics import refugees

ARTICLE = "2018-03"  # the article's last word
LATER, CLOSED, NONE = "a later figure", "its time is over", "no later figure"
OVER = ("raqqa-03", "raqqa-04", "raqqa-05", "raqqa-08")  # the battle: over as the claim was made
_LATER = {}


@dataclass(frozen=True)
class Latest:
    """The latest that is known: a sentence, its day as text, its tables, a number or None.

    same: the number counts the same thing by the same rule as the claim. links: (name, address)
    of typed rows; where empty the publishers of the tables are meant.
    """

    now: str | None = None
    until: str | None = None
    tables: tuple = ()
    value: float | None = None
    same: bool = False
    links: tuple = ()


def latest_on(*claim_ids: str) -> Callable:
    """Register a function as the latest on some claims; it gets `load` and the claim's id."""

    def register(function):
        _LATER.update(dict.fromkeys(claim_ids, function))
        return function

    return register


def later(load: read.Load = read.load) -> pd.DataFrame:
    """The claims that give a day, in the article's order: what has become of each.

    Columns: claim_id, chapter, claim, claimed (in words), as_of, state (LATER, CLOSED or NONE),
    now, until, then_value and now_value (where both are numbers), same_measure, tables (a list),
    links ((name, address), ...).
    """
    dated = claims.claims(load=load).dropna(subset="as_of")
    return pd.DataFrame([_row(claim, load) for claim in dated.to_dict("records")])


def _row(claim, load):
    find = _LATER.get(claim["claim_id"])
    latest = find(load, claim["claim_id"]) if find else Latest()
    both = latest.value is not None and claim["kind"] == "number"
    return {
        **{name: claim[name] for name in ("claim_id", "chapter", "claim")},
        "claimed": claimed_in_words(claim),
        "as_of": claim["as_of"],
        "state": LATER if find else CLOSED if is_over(claim) else NONE,
        "now": latest.now,
        "until": latest.until,
        "then_value": float(claim["value"]) if both else None,
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


# Territory


@latest_on("spread-01", "spread-04")
def _territory(load, claim_id):
    towns = load("towns")
    last = _last(towns, "end")
    after = towns[towns["end"] > ARTICLE]["place"].nunique()
    return Latest(
        f"the last of the {towns['place'].nunique()} places that the book follows, "
        f"{last['place']}, is lost; {spelled(after)} of them were still held when the article "
        "appeared. No series of the area goes on so far",
        day(last["end"]),
        ("towns",),
        links=((last["lost_source_publisher"], last["lost_source_url"]),),
    )


# Deaths


@latest_on("casualties-07", "casualties-08")
def _observatory(load, claim_id):
    column = {"casualties-07": "killed", "casualties-08": "civilians"}[claim_id]
    tolls = load("syria_toll_milestones")
    row = _last(tolls[(tolls["counter"] == "SOHR") & tolls[column].notna()], "date")
    write = day if row["date_precision"] == "day" else month
    return Latest(
        f"{row['qualifier']} {number(row[column])}, by the same observatory",
        write(row["date"]),
        ("syria_toll_milestones",),
        row[column],
        True,
        _typed(row),
    )


@latest_on("casualties-11")
def _un_counts(load, claim_id):
    rows = [event(load, key).iloc[0] for key in ("un-toll-2021", "un-estimate-2022")]
    return Latest(
        "; ".join(row["event"] for row in rows),
        day(rows[-1]["date"]),
        ("key_dates",),
        links=_typed(*rows),
    )


# Strikes


@latest_on("strikes-01", "strikes-02")
def _strikes(load, claim_id):
    row = _last(load("strikes_anchors").dropna(subset="total"), "as_of")
    return Latest(
        f"{number(row['total'])} in both countries together; none of each apart",
        day(row["as_of"]),
        ("strikes_anchors",),
        links=_typed(row),
    )


@latest_on("strikes-06")
def _members(load, claim_id):
    row = event(load, "syria-joins-coalition").iloc[0]
    return Latest(row["event"], day(row["date"]), ("key_dates",), links=_typed(row))


# Raqqa


@latest_on("raqqa-06")
def _returned_to_raqqa(load, claim_id):
    row = load("city_figures").set_index("key").loc["raqqa-returned-2018-04-04"]
    return Latest(
        f"{row['bound']} {number(row['value'])} had returned to the city",
        day(row["date"]),
        ("city_figures",),
        links=_typed(row),
    )


@latest_on("raqqa-09")
def _rebuilding_of_raqqa(load, claim_id):
    row = load("city_figures").set_index("key").loc["raqqa-shelter-2021-04"]
    return Latest(
        f"{row['bound']} {percent(row['value'] / 100)} of the people lived in damaged or "
        "inadequate shelter",
        month(row["date"]),
        ("city_figures",),
        links=_typed(row),
    )


# Reach


@latest_on("reach-02")
def _countries(load, claim_id):
    presence = load("is_presence")
    last = presence["year"].max()
    n = presence.loc[presence["year"] == last, "iso3"].nunique()
    return Latest(
        f"{number(n)} countries with a deadly event of IS, by another rule",
        str(last),
        ("is_presence",),
        n,
    )


@latest_on("reach-03")
def _aspiring(load, claim_id):
    presence = load("is_presence")
    told = claims.claims(load=load).set_index("claim_id").loc[claim_id, "value"].split(";")
    seen = presence[(presence["year"] >= 2018) & presence["iso3"].isin(told)]["iso3"].unique()
    names = world.countries().set_index("iso3")["name"]
    return Latest(
        f"{spelled(len(seen))} of the {spelled(len(told))} have had deadly events of IS from "
        f"2018 on: {listing(sorted(names[seen]))}",
        str(presence["year"].max()),
        ("is_presence",),
    )


@latest_on("reach-04")
def _claimed(load, claim_id):
    attacks = load("claimed_attacks")
    rows = attacks[(attacks["date"] > f"{ARTICLE}-31") & (attacks["status"] == "claimed")]
    places = [f"{row['country']} ({day(row['date'])})" for row in rows.to_dict("records")]
    return Latest(
        f"further claimed attacks in {listing(places)}; the table ends there",
        day(attacks["date"].max()),
        ("claimed_attacks",),
        links=_typed(*rows.to_dict("records")),
    )


# Refugees and displaced


def _yearly(load, origin, column):
    people = refugees.yearly(origin, load)[column].dropna()
    return people.iloc[-1], f"end of {people.index[-1]}"


@latest_on("refugees-01")
def _refugees(load, claim_id):
    people, until = _yearly(load, "SYR", "refugees")
    return Latest(
        f"{number(people)} refugees in the whole world, by UNHCR's yearly statistics",
        until,
        ("displaced_yearly",),
        people,
    )


@latest_on("refugees-02")
def _three_hosts(load, claim_id):
    hosts = refugees.abroad(load).pivot(index="asylum", columns="year", values="refugees")
    last, hosts = hosts.columns[-1], hosts.iloc[:, -1]
    share = hosts[refugees.THREE].sum() / hosts.sum()
    return Latest(f"{percent(share)} of them", f"end of {last}", ("displaced_abroad",))


@latest_on("refugees-03")
def _applications(load, claim_id):
    row = _last(refugees.applications(load).query("month_known"), "until")
    return Latest(
        f"{number(row['total'])}, the last total of UNHCR's portal in the book's tables",
        day(row["until"]),
        ("portal_totals",),
        row["total"],
        True,
    )


@latest_on("refugees-04")
def _displaced_in_syria(load, claim_id):
    people, until = _yearly(load, "SYR", "idps")
    return Latest(
        f"{number(people)}, by UNHCR's yearly statistics",
        until,
        ("displaced_yearly",),
        people,
        True,
    )


@latest_on("refugees-05", "refugees-06")
def _iraq(load, claim_id):
    column = {"refugees-05": "returned", "refugees-06": "displaced"}[claim_id]
    row = _last(load("iom_iraq").dropna(subset=column), "date")
    now, tables, links = f"{number(row[column])}, by IOM", ["iom_iraq"], _typed(row)
    if column == "displaced":
        people, until = _yearly(load, "IRQ", "idps")
        now += f" ({number(people)} at the {until}, by UNHCR)"
        tables.append("displaced_yearly")
        links += _publishers(["displaced_yearly"])
    return Latest(now, day(row["date"]), tuple(tables), row[column], True, links)


@latest_on("refugees-07")
def _crossing(load, claim_id):
    rows = load("iom_iraq").dropna(subset=["displaced", "returned"])
    rows = rows[rows["date"] >= "2018-01-01"]
    more = (rows["returned"] > rows["displaced"]).sum()
    last = _last(rows, "date")
    return Latest(
        f"in {spelled(more)} of the {spelled(len(rows))} later totals more have returned than "
        f"remain displaced; in the last {number(last['returned'] / last['displaced'])} "
        "times as many",
        day(last["date"]),
        ("iom_iraq",),
        links=_typed(last),
    )
