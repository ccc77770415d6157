"""python -m helpers.pages [folder]: the course as a site, in build/html unless another folder is named."""

import sys
from pathlib import Path

from .site.build import ROOT, build

if __name__ == "__main__":
    build(Path(sys.argv[1]) if sys.argv[1:] else ROOT / "build" / "html")
