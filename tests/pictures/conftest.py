"""A still, drawn once for all tests of it."""

from types import SimpleNamespace

import pytest
from looks import pixels, written


@pytest.fixture(scope="class")
def still(request):
    """A still as a notebook draws it: the picture, its PNG file and the texts in it."""
    with written() as texts:
        picture = request.cls.stills[request.param]()
        png = picture.png()
    return SimpleNamespace(name=request.param, picture=picture, png=png, pixels=pixels(png), texts=texts)
