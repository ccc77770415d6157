"""What autograd recorded."""

import numpy as np
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from ..text import rounded
from .picture import BLACK, GREEN, GREY, LOSS, MODEL, WIDTH, Picture, array, in_style


@in_style
def graph_of(nodes):
    """The computational graph, from the leaves down to the loss, with values and gradients."""
    rows = [0] * len(nodes)  # counted from the loss, the longest way
    for i in reversed(range(len(nodes))):
        for earlier in nodes[i].inputs:
            rows[earlier] = max(rows[earlier], rows[i] + 1)

    def short(tensors):
        flat = np.concatenate([np.ravel(array(tensor)) for tensor in tensors])
        text = rounded(flat.item() if len(flat) == 1 else flat[:2].tolist())
        return text if len(flat) <= 2 and len(text) <= 16 else f"({rounded(flat[0])}, … ×{len(flat)})"

    texts = [
        (
            ", ".join(node.names),
            node.operation + (f", keeps {', '.join(node.keeps)}" if node.keeps else ""),
            short(node.values) if node.values else "",
            f"gradient {short(node.grads)}",
        )
        for node in nodes
    ]
    side_by_side = [rows.count(row) for row in rows]
    wide = min(3.3, WIDTH / max(side_by_side) - 0.2)
    # One text under the other where two do not fit side by side.
    stacked = any(len(one + two) > 10.5 * wide for four in texts for one, two in (four[:2], four[2:]))
    tall = 0.95 if stacked else 0.5
    step = tall + 0.32
    height = step * (max(rows) + 1) + 0.15
    picture = Picture(columns=0, height=height)
    axes = picture.figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(0, height))
    axes.axis("off")
    x = [WIDTH * (rows[:i].count(rows[i]) + 0.5) / side_by_side[i] for i in range(len(nodes))]
    y = [step * row + tall / 2 + 0.2 for row in rows]

    def arrow(start, end, colour, bend=0.0):
        axes.add_patch(
            FancyArrowPatch(
                start,
                end,
                arrowstyle="-|>",
                mutation_scale=13,
                color=colour,
                lw=1.4,
                shrinkA=0,
                shrinkB=0,
                ls="-" if colour == MODEL else "--",
                connectionstyle=f"arc3,rad={bend}",
                zorder=0.5,
            )
        )

    for i, node in enumerate(nodes):
        left, right, leaf = x[i] - wide / 2 + 0.1, x[i] + wide / 2 - 0.1, node.operation == "leaf"
        corner, face, edge = (x[i] - wide / 2, y[i] - tall / 2), "#E9F6F1" if leaf else "white", GREEN if leaf else GREY
        axes.add_patch(FancyBboxPatch(corner, wide, tall, boxstyle="round,pad=0.02", fc=face, ec=edge, lw=1.8))
        for k, (text, colour) in enumerate(zip(texts[i], (BLACK, "#555555", MODEL, LOSS), strict=True)):
            at_left, line = stacked or k % 2 == 0, k if stacked else k // 2
            axes.text(
                left if at_left else right,
                y[i] + tall / 2 - 0.13 - (0.23 if stacked else 0.25) * line,
                text,
                color=colour,
                weight="normal" if k else "bold",
                ha="left" if at_left else "right",
                va="center",
                fontsize=10.5,
            )
        for earlier in node.inputs:
            top, bottom = y[earlier] - tall / 2 - 0.02, y[i] + tall / 2 + 0.02
            if rows[earlier] > rows[i] + 1 and abs(x[earlier] - x[i]) < wide / 2:  # around the boxes between them
                out = 1 if x[i] <= WIDTH / 2 else -1
                side = x[i] + out * (wide / 2 + 0.05)
                bend = out * min(0.45, 3 / (y[earlier] - y[i]))
                arrow((side, y[earlier]), (side, y[i]), MODEL, -bend)
                arrow((side, y[i] + 0.2), (side, y[earlier] + 0.2), LOSS, bend)
            else:  # to boxes side by side, not quite from the middle
                here = x[i] + 0.35 * (x[earlier] - x[i])
                arrow((x[earlier] - 0.12, top), (here - 0.12, bottom), MODEL)
                arrow((here + 0.12, bottom), (x[earlier] + 0.12, top), LOSS)
    picture.alt = "The computational graph, from the leaves to the loss: " + "; ".join(
        f"{', '.join(node.names) or 'unnamed'} by {node.operation}{f', value {value}' if value else ''}, {gradient}"
        for node, (_, _, value, gradient) in zip(nodes, texts, strict=True)
    )
    return picture
