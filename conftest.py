"""The same surroundings for every test and every notebook, whichever of them pytest is asked to run."""

import os
import shutil
import tempfile


def pytest_configure(config):
    # Kernels inherit these: neither the user's IPython start-up files nor a matplotlib backend may show.
    folder = tempfile.mkdtemp(prefix="ipython-")
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    os.environ["IPYTHONDIR"] = folder
    os.environ.pop("MPLBACKEND", None)
    if not hasattr(config, "workerinput"):
        # On a new machine the first import lists the fonts, which takes seconds; so it is done here, once, before
        # the workers start.
        import matplotlib.font_manager  # noqa: F401
