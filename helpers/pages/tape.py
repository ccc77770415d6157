"""A renderer that writes down what is drawn in place of colouring pixels."""

from functools import cache, lru_cache

import numpy as np
from matplotlib.backend_bases import RendererBase
from matplotlib.colors import to_hex
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D

from ..pictures.picture import BLUE, GREY

POINT = 100 / 72  # pixels, at 100 in an inch, which is how the course is shown
# What is dark on light paper and light on dark, and what is too dim on dark paper: the page says which these are.
VARIABLES = {
    "#000000": "var(--ink)",
    "#ffffff": "var(--paper)",
    "#e6e6e6": "var(--grid)",
    BLUE.lower(): "var(--blue)",
    GREY: "var(--edge)",
}


def boxes(figure):
    """Left, top, right and bottom of each axes, in pixels from the upper left corner."""
    height = figure.bbox.height
    return [(box.x0, height - box.y1, box.x1, height - box.y0) for box in (axes.bbox for axes in figure.axes)]


@cache
def css(face, line, width, dashes, join, cap):
    """The look of a stroke: colours as red, green, blue and opacity, lengths in points."""

    def colour(name, rgb, opacity):
        if min(rgb) > 0.8 and to_hex(rgb) not in VARIABLES:  # a tint: on dark paper it is dark, too
            thin = 1 - min(rgb)
            rgb, opacity = [(value - min(rgb)) / thin for value in rgb], opacity * thin
        shade = VARIABLES.get(to_hex(rgb), to_hex(rgb))
        return [f"{name}:{shade}"] + [f"{name}-opacity:{opacity:.3g}"] * (opacity < 1)

    look = ["fill:none"] if face is None else colour("fill", face[:3], face[3])
    if width:
        look += colour("stroke", line[:3], line[3])
        look += [f"stroke-width:{width * POINT:.4g}", f"stroke-linejoin:{join}"]
        look += ["stroke-linecap:" + cap.replace("projecting", "square")]
    if width and dashes:
        look += ["stroke-dasharray:" + " ".join(f"{length * POINT:.4g}" for length in dashes)]
    return ";".join(look)


def outline(path):
    """A path as SVG writes it, from where it is put; upwards in, downwards out."""
    return _outline(path.vertices.tobytes(), None if path.codes is None else path.codes.tobytes())


@lru_cache(maxsize=500)
def _outline(vertices, codes):
    path = Path(np.frombuffer(vertices).reshape(-1, 2), codes and np.frombuffer(codes, dtype=Path.code_type))
    commands, last, start = [], np.zeros(2), np.zeros(2)
    for points, code in path.iter_segments(simplify=False):
        if code == Path.CLOSEPOLY:
            commands.append("z")
            last = start
            continue
        points = points.reshape(-1, 2) * [1, -1]
        letter = {Path.MOVETO: "m", Path.LINETO: "l", Path.CURVE3: "q", Path.CURVE4: "c"}[code]
        commands.append(letter + " ".join(f"{value:.4g}" for value in (points - last).round(2).ravel() + 0.0))
        last = points[-1]
        start = last if code == Path.MOVETO else start
    return "".join(commands)


class Tape(RendererBase):
    """What was drawn: a list of (style, strokes).

    style: (CSS, number of the axes that cut it or -1, mark or None). Without a mark strokes are lines, each a list of
    points (N, 2), in pixels of the figure, downwards; else the mark, an outline, is put at each point.
    exact: points are neither left out nor cut off, so that there are as many wherever the controls stand.
    """

    def __init__(self, figure, exact=False):
        super().__init__()
        self.figure, self.exact = figure, exact
        self.size = figure.bbox.size
        self.places = [np.round(axes.bbox.extents, 3).tolist() for axes in figure.axes]
        self.drawn = []

    def of(self, *artists):
        self.drawn = []
        for artist in artists:
            artist.draw(self)
        return self.drawn

    def get_canvas_width_height(self):
        return tuple(self.size)

    def points_to_pixels(self, points):
        return points * POINT

    def flipy(self):
        return False

    def style(self, gc, face, mark=None):
        cut = gc.get_clip_rectangle()
        extents = cut and np.round(cut.extents, 3).tolist()
        _, dashes = gc.get_dashes()
        if face is not None:
            face = *face[:3], gc.get_alpha() if gc.get_forced_alpha() else [*face, 1.0][3]
        look = gc.get_rgb(), gc.get_linewidth(), dashes if dashes is None else tuple(dashes), gc.get_joinstyle()
        return css(face, *look, gc.get_capstyle()), self.places.index(extents) if extents in self.places else -1, mark

    def write(self, style, strokes):
        strokes = [np.column_stack([s[:, 0], self.size[1] - s[:, 1]]) for s in map(np.asarray, strokes) if len(s)]
        if not strokes:
            return
        # Where one lies over another, opaque lines of a colour look alike in one stroke or in many.
        if self.drawn and self.drawn[-1][0] == style and "opacity" not in style[0] and "fill:none" in style[0]:
            self.drawn[-1][1].extend(strokes)
        else:
            self.drawn.append((style, strokes))

    def draw_path(self, gc, path, transform, rgbFace=None):
        # Filled shapes stay whole: cut at the edge they would be given another outline.
        size = (0, 0) if self.exact or rgbFace is not None else self.size
        if self.exact:
            path = Path(path.vertices, path.codes)
            path.should_simplify = False
        lines = path.to_polygons(transform, *size, closed_only=False)
        self.write(self.style(gc, rgbFace), [line for line in lines if len(line) > 1])

    def draw_markers(self, gc, marker_path, marker_trans, path, trans, rgbFace=None):
        points = trans.transform(path.vertices)
        near = np.isfinite(points).all(axis=1) & (self.exact | (np.abs(points) < 2 * self.size.max()).all(axis=1))
        self.write(self.style(gc, rgbFace, outline(marker_path.transformed(marker_trans))), [points[near]])

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
        """The outlines of the letters, put where the text was asked for, so that it moves with its place."""
        put = (x, y) if mtext is None else mtext.get_transform().transform(mtext.get_unitless_position())
        letters = TextPath((0, 0), s, size=prop.get_size_in_points() * POINT, prop=prop)
        mark = outline(letters.transformed(Affine2D().rotate_deg(angle).translate(x - put[0], y - put[1])))
        colour = gc.get_rgb()
        gc.set_linewidth(0)
        self.write(self.style(gc, colour, mark), [np.array([put])])
