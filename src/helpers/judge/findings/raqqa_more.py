"""What pages say of the claims on Raqqa as a capital, its two places and the search after."""

from helpers.judge.events import event, when
from helpers.judge.evidence import Evidence, evidence, finding_of
from helpers.judge.pages import page_answers
from helpers.tables import read


@finding_of("raqqa-10")
def capital(load: read.Load) -> Evidence:
    """What agencies and papers call the city."""
    return evidence(
        "Agencies and papers of 2014 and later call the city the capital of IS, some of them its "
        "capital in fact or by its own word.",
        "What a capital is nobody has defined, and no text of IS that names one was found. Mosul, "
        "the "
        "larger city, was ruled by IS as well.",
        *page_answers(load, "raqqa-10"),
    )


@finding_of("raqqa-11")
def roundabout_and_stadium(load: read.Load) -> Evidence:
    """What IS did at the two places, by reports and by a museum."""
    return evidence(
        "Reports of October 2017 name the roundabout as a place of public executions. The ISIS "
        "Prisons Museum found that two security branches sat in the stadium, and a prison with "
        "them.",
        "How many were executed there nobody counted. That attacks abroad were planned in the "
        "stadium is told "
        "as hearsay. What the museum says rests on people who were held there and one former "
        "member of IS.",
        *page_answers(load, "raqqa-11", "public killings at the roundabout"),
        *page_answers(load, "raqqa-11", "intelligence run from the stadium"),
    )


@finding_of("raqqa-12")
def search_for_cells(load: read.Load) -> Evidence:
    """What was reported of the search in the days after the battle."""
    over = event(load, "raqqa-retaken")
    return evidence(
        f"The Syrian Democratic Forces said on {when(over)} that the fighting was over, and "
        "reports of the same days have them search the city for fighters in hiding.",
        "The reports rest on those who searched. How many were found nobody says.",
        *page_answers(load, "raqqa-12"),
    )
