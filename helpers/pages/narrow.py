"""A picture laid out for a phone: panels below each other, as wide as it is, with letters of the same size."""

import textwrap
from itertools import chain

from matplotlib.transforms import Bbox

from ..pictures.picture import in_style

WIDE = 3.6  # inches, shown at 360 pixels
LOW, TALL = 2.1, 2.9  # inches, of a panel among several, and of one alone
GAP = 0.12


def columns(figure):
    """The axes of a figure in groups that stand above each other, from left to right."""
    groups = []
    for axes in figure.axes:
        left, right = axes.get_position().intervalx
        for group in groups:
            low, high = group[0].get_position().intervalx
            if left < high and low < right:
                group.append(axes)
                break
        else:
            groups.append([axes])
    return groups


def wrap(figure, most):
    """Titles and labels that are wider than so many inches continue in a second line."""
    renderer = figure.canvas.get_renderer()
    for axes in figure.axes:
        for text in (axes.title, axes._left_title, axes.xaxis.label):
            wide = text.get_window_extent(renderer).width / figure.dpi
            if wide > most:
                text.set_text(textwrap.fill(text.get_text(), int(len(text.get_text()) * most / wide)))


def in_one_column(figure, most):
    """Legends that are wider than so many inches have their names below each other."""
    renderer = figure.canvas.get_renderer()
    for axes in figure.axes:
        legend = axes.get_legend()
        if not legend or legend.get_animated() or legend.get_window_extent(renderer).width / figure.dpi <= most:
            continue
        texts = legend.get_texts()
        anchor = legend.get_bbox_to_anchor().transformed(axes.transAxes.inverted())
        axes.legend(
            legend.legend_handles,
            [text.get_text() for text in texts],
            loc=legend._get_loc(),
            bbox_to_anchor=anchor,
            fontsize=texts[0].get_fontsize(),
        )


def written(figure):
    """What is written in the panels without axes, a list for each."""
    return [[text for text in axes.texts if not text.get_animated()] for axes in figure.axes if not axes.axison]


def thin_out(figure):
    """Of what is written where there is no axis, whatever would touch what was written before is left out."""
    renderer = figure.canvas.get_renderer()
    for texts in written(figure):
        kept = []
        for text in texts:
            box = text.get_window_extent(renderer).padded(3, 0)
            text.set_visible(not any(box.overlaps(other) for other in kept))
            kept += [box] * text.get_visible()


@in_style
def restack(figure):
    """Lay a figure out anew. Room for what is written around each panel is kept as it was."""
    wrap(figure, WIDE - 0.9)
    in_one_column(figure, WIDE - 0.7)
    for text in chain(*written(figure)):
        text.set_fontsize(0.9 * text.get_fontsize())
    figure.draw_without_rendering()
    size, dpi = figure.get_size_inches(), figure.dpi
    renderer = figure.canvas.get_renderer()
    groups, rooms = columns(figure), []
    for group in groups:
        slots = [axes.get_position() for axes in group]  # what is drawn; an equal aspect leaves room in its place
        slot = Bbox.union(slots)
        slot = [slot.x0 * size[0], slot.y0 * size[1], slot.x1 * size[0], slot.y1 * size[1]]
        around = Bbox.union([axes.get_tightbbox(renderer) for axes in group]).extents / dpi
        rooms.append((slot, [abs(a - b) + GAP / 2 for a, b in zip(around, slot, strict=True)]))
    left, right = (max(room[side] for _, room in rooms) for side in (0, 2))
    tall = []
    for group, (slot, _) in zip(groups, rooms, strict=True):
        high = slot[3] - slot[1]
        if len(group) == 1 and group[0].axison:  # a drawing without axes keeps its height
            high = TALL if len(groups) == 1 else LOW
        if group[0].get_aspect() != "auto" and len(group) == 1:
            high = WIDE - left - right
        tall.append(high)
    height = sum(tall) + sum(room[1] + room[3] for _, room in rooms)
    before = {axes: axes.get_position() for axes in figure.axes}
    figure.set_size_inches(WIDE, height)
    top = height
    for group, (slot, room), high in zip(groups, rooms, tall, strict=True):
        top -= room[3]
        for axes in group:
            box = before[axes]
            low, up = ((y * size[1] - slot[1]) / (slot[3] - slot[1]) for y in (box.y0, box.y1))
            bottom = top - high
            axes.set_position([left / WIDE, (bottom + low * high) / height,
                               1 - (left + right) / WIDE, (up - low) * high / height])  # fmt: skip
        top -= high + room[1]
    figure.draw_without_rendering()
    thin_out(figure)
