"""What IS held on a day: the day of capture counts, the day of the loss does not."""

import pandas as pd
import pytest

from helpers.topics.territory import held_counts, held_on

SPELLS = pd.DataFrame(
    [
        ("one", "2014-06-10", "2017-07-10"),
        ("one day", "2015-01-01", "2015-01-02"),
        ("no day", "2015-03-01", "2015-03-01"),  # taken and lost on the same day
        ("twice", "2016-01-01", "2016-02-01"),
        ("twice", "2016-02-01", "2016-03-01"),  # lost and taken again on the same day
    ],
    columns=["place", "start", "end"],
).astype({"start": "M8[us]", "end": "M8[us]"})


@pytest.mark.parametrize(
    ("place", "date", "spells"),
    [
        ("one", "2014-06-09", 0),
        ("one", "2014-06-10", 1),
        ("one", "2017-07-09", 1),
        ("one", "2017-07-10", 0),
        ("one day", "2014-12-31", 0),
        ("one day", "2015-01-01", 1),
        ("one day", "2015-01-02", 0),
        ("no day", "2015-02-28", 0),
        ("no day", "2015-03-01", 0),
        ("no day", "2015-03-02", 0),
        ("twice", "2016-02-01", 1),
        ("twice", "2016-03-01", 0),
    ],
)
def test_a_place_is_held_from_the_capture_to_the_day_before_the_loss(place, date, spells):
    held = held_on(SPELLS, date)
    assert list(held["place"]).count(place) == spells
    pd.testing.assert_frame_equal(held, held_on(SPELLS, pd.Timestamp(date)))


def test_places_held_are_counted_after_each_change():
    counts = held_counts(SPELLS).set_index("date")["held"]
    assert counts.index.is_monotonic_increasing and counts.index.is_unique
    assert counts.index.min() == SPELLS["start"].min()
    assert counts.iloc[-1] == 0 and counts.index.max() == SPELLS["end"].max()
    assert counts["2014-06-10"] == 1 and counts["2015-01-01"] == 2
    assert counts["2015-03-01"] == 1 and counts["2016-02-01"] == 2
