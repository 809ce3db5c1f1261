# SPDX-License-Identifier: LGPL-2.1-or-later
"""Where a build has put its programs."""
import glob
import os


def program(directory, name):
    """The path of the program NAME, which is built once below DIRECTORY."""
    found = [path for path in glob.glob(f'{directory}/**/{name}', recursive=True) if os.access(path, os.X_OK) and os.path.isfile(path)]
    if len(found) != 1:
        raise RuntimeError(f'{directory} has {len(found)} programs called {name}')
    return found[0]
