"""The words of a figure are true in every state of its controls, and its tooltips are words."""

import re

import pytest

from .conftest import pages_with
from .test_controls import CONTROLLED, EVERY, MOVE, controls, drawing

PAGES = pages_with("chart")
WORDS = """(figure) => {
  const art = document.querySelector(`.figure-art[data-figure="${figure}"]`);
  const line = (name) => art.closest("figure").querySelector(`.figure-${name}`).firstChild.data;
  return [line("title"), line("subtitle")];
}"""
STANDS = """(figure) => {
  const art = document.querySelector(`.figure-art[data-figure="${figure}"]`);
  const { inputs, follow } = JSON.parse(art.dataset.controls);
  const bar = [...art.closest("figure").querySelectorAll(".figure-controls :is(input, select)")];
  return inputs.map(({ signal, options }, i) => {
    const told = bar[i].getAttribute("aria-valuetext") ?? bar[i].selectedOptions[0].textContent;
    const value = options ? options[bar[i].value] : Number(bar[i].value);
    const said = new Map(follow?.spoken[signal] ?? []);
    return [signal, said.get(value) ?? told];
  });
}"""
# Every tooltip of a figure as Vega has it: {label: [values]}; the page leaves out what is null.
TOOLTIPS = """async (figure) => {
  const art = document.querySelector(`.figure-art[data-figure="${figure}"]`);
  const { inputs = [] } = JSON.parse(art.dataset.controls || "{}");
  inputs.forEach(({ signal, value }) => art.view.signal(signal, value)); // as it first stands
  await art.view.runAsync();
  const told = {};
  const walk = (item) => {
    if (item.tooltip && typeof item.tooltip === "object") {
      for (const [label, value] of Object.entries(item.tooltip)) {
        (told[label] ||= new Set()).add(value === null ? null : String(value));
      }
    } else if (item.tooltip) (told[""] ||= new Set()).add(String(item.tooltip));
    for (const part of item.items || []) walk(part);
  };
  walk(art.view.scenegraph().root);
  if (art.apply) art.apply();
  return Object.fromEntries(Object.entries(told).map(([label, all]) => [label, [...all]]));
}"""
CHARTS = """() => [...document.querySelectorAll('.figure-art[data-kind=chart]')]
  .map((art) => art.dataset.figure)"""
RAW_VALUES = {
    "an ISO date": re.compile(r"\d{4}-\d\d-\d\d"),
    "milliseconds or a bare number": re.compile(r"(?<![\d.,])\d{5,}(?![\d.])"),
    "a program's word": re.compile(r"^(true|false|undefined|NaN|\[object Object\])$"),
    "a short month": re.compile(r"\b(Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec) \d"),
    "a zero before a day": re.compile(r"\b0\d [A-Z]"),
    "a column's name": re.compile(r"^[a-z]+(_[a-z0-9]+)+$"),
}
RAW_LABELS = re.compile(
    r"_|\b(?:id|lat|lon|n|x|y|best|low|high|value|bpd|usd|dyads|iso3?|pcode|qualifier|lane|order)$"
)


def elements(svg):
    """What is drawn, in no order: names of rows that left and came back stand last in the file."""
    return sorted(re.split("(?=<)", svg))


def flags(shown, figure, first):
    """What is wrong with the words of a figure as its controls now stand."""
    title, subtitle = words = shown.evaluate(WORDS, figure)
    told = f"{title} {subtitle}".lower()
    controlled = shown.evaluate(STANDS, figure)
    for control, stands in controlled:
        if stands.lower() not in told:
            yield f"{figure}: {control} stands at {stands!r}, of which the words say nothing"
    drawn = drawing(shown, figure)
    moved = controlled != first[2]
    if moved and elements(drawn) != elements(first[1]) and words == first[0]:
        yield f"{figure}: another drawing under the same words"
    if "[" in told:
        yield f"{figure}: an open slot: {title} / {subtitle}"


@pytest.mark.parametrize("values", ["two", EVERY])
@pytest.mark.parametrize("page", PAGES)
def test_title_and_subtitle_say_what_is_drawn_in_every_state(shown, page, values):
    wrong = []
    for figure in shown.evaluate(CONTROLLED):
        bar = controls(shown, figure)
        words, stands = (shown.evaluate(ask, figure) for ask in (WORDS, STANDS))
        first = words, drawing(shown, figure), stands
        wrong += flags(shown, figure, first)
        for slider in bar.locator("input[type=range]").all():
            stood = slider.input_value()
            for share in [0.35] if values == "two" else [0, 0.25, 0.5, 0.75, 1]:
                slider.evaluate(MOVE, share)
                wrong += flags(shown, figure, first)
            slider.fill(stood)
        for select in bar.locator("select").all():
            stood = select.input_value()
            count = select.locator("option").count()
            for i in range(min(count, 2) if values == "two" else count):
                select.select_option(index=i)
                wrong += flags(shown, figure, first)
            select.select_option(value=stood)
        drawing(shown, figure)
        if shown.evaluate(WORDS, figure) != first[0]:
            wrong.append(f"{figure}: set back to its first state it has other words")
    assert list(dict.fromkeys(wrong)) == []


@pytest.mark.parametrize("page", PAGES)
def test_tooltips_are_in_a_readers_words(shown, page):
    raw, silent = [], []
    for figure in shown.evaluate(CHARTS):
        told = shown.evaluate(TOOLTIPS, figure)
        if not told:
            silent.append(figure)
        for label, values in told.items():
            if RAW_LABELS.search(label):
                raw.append(f"{figure}: the label {label!r}")
            for value in filter(None, values):
                raw += [f"{figure}: {label}: {value!r} is {what}"
                        for what, form in RAW_VALUES.items() if form.search(value)][:1]  # fmt: skip
    assert silent == []
    assert raw == [], "\n".join(raw[:40])
