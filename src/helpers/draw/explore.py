"""An explorer for a live kernel: ipywidgets around a function that a figure uses too."""

import inspect
from collections.abc import Callable, Iterable

import altair as alt
import ipywidgets as widgets
from IPython.display import display

from helpers.draw.figures import everywhere, picture
from helpers.sentences import day

WIDGET = "application/vnd.jupyter.widget-view+json"
EXPLORER = "application/vnd.book.explorer+json"
# A cell can be narrower than a page, and its letters wider than those of the picture.
ROOM = "max-width:100%;height:auto;box-sizing:border-box;padding:0 1.5em;overflow:visible"
_shown = {}


def explore(draw: Callable, *, id: str, twin: str, text: str, **controls: "widgets.Widget") -> None:
    """Show widgets for the arguments of `draw` and, below them, a picture of what it draws.

    draw: a function that returns an Altair chart; `controls` holds one ipywidget for each of its
    arguments. id: names the explorer, so that the notebook's output is the same each time.
    twin: id of the figure that shows the same in a page without a kernel. text: its text
    alternative. Returns nothing.
    """
    panel = explorer(draw, id=id, text=text, **controls)
    display(
        {
            WIDGET: {"version_major": 2, "version_minor": 0, "model_id": id},
            EXPLORER: {"twin": twin},
            "text/markdown": "Run this cell, and an explorer starts here. "
            f"The figure *{twin}* has the same controls and needs no running.",
            "text/plain": f"Explorer {id}: {', '.join(panel.controls)}",
        },
        raw=True,
    )


def over_days(days: Iterable[str], value: str, label: str) -> widgets.SelectionSlider:
    """A slider over days (text, YYYY-MM-DD), one of the `controls` of an explorer."""
    options = [(day(date), date) for date in days]
    look = {"description": label, "continuous_update": False}
    return widgets.SelectionSlider(options=options, value=value, **look)


def explorer(draw: Callable, *, id: str, text: str, **controls: "widgets.Widget") -> widgets.VBox:
    """The panel itself: an ipywidgets VBox with `controls` (dict) and `drawing` (HTML)."""
    unknown = set(controls) - set(inspect.signature(draw).parameters)
    if unknown:
        raise TypeError(f"{draw.__name__} has no argument {sorted(unknown)} to control.")
    if id in _shown:
        _shown.pop(id).close()
    drawing = widgets.HTML()
    panel = widgets.VBox(
        [widgets.HBox(list(controls.values()), layout={"flex_flow": "row wrap"}), drawing],
        model_id=id,
    )
    panel.controls, panel.drawing = controls, drawing

    def redraw(_=None):
        chart = draw(**{name: control.value for name, control in controls.items()})
        if not isinstance(chart, alt.TopLevelMixin):
            told = f"{draw.__name__} must return an Altair chart, not {type(chart).__name__}."
            raise TypeError(told)
        svg = picture(everywhere(chart.to_dict()), text, wide=True)
        drawing.value = svg.replace("<svg", f'<svg style="{ROOM}"', 1)

    for control in controls.values():
        control.style = {"description_width": "initial"}
        control.layout.margin = "2px 1.5em 2px 0"
        if isinstance(control, widgets.SelectionSlider):
            control.layout.width = "26em"  # room for a date in full beside the slider
        control.observe(redraw, names="value")
    redraw()
    _shown[id] = panel
    return panel
