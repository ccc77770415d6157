"""A lab where it stands at first, and what is seen of it all along its controls."""

from types import SimpleNamespace

import pytest
from looks import written
from matplotlib.figure import Figure

from .moves import corners, counted, from_end_to_end


@pytest.fixture
def lab(request):
    """The lab, not shown yet, its controls where they stand at first."""
    tried = request.cls.tried
    tried.at()
    yield tried.lab
    tried.lab._boxes.clear()


@pytest.fixture(scope="class")
def journey(request):
    """What it says and how it is drawn all along each control, from the start and from the goal, and in corners."""
    tried = request.cls.tried
    lab, start = tried.lab, tried.first.start
    route = [
        {**base, name: value}
        for base in (start, request.cls.goal)
        for name, control in lab.controls.items()
        for value in from_end_to_end(control, most=80 // len(lab.controls))
    ]
    route = [dict(stop) for stop in dict.fromkeys(tuple(values.items()) for values in [*route, *corners(lab)])]
    tried.at(**corners(lab)[-1])  # so that the first of these is a move
    stops = []
    with counted((Figure, "__init__"), (Figure, "draw"), *request.cls.loops()) as counts:
        for values in route:
            with written() as texts:
                picture = tried.at(**values)
            told = {name: getattr(picture, name) for name in ("words", "alt", "reached")}
            stops.append(SimpleNamespace(values=values, above=texts[-1], **told))
    return SimpleNamespace(stops=stops, counts=counts)
