"""One place says how hypothesis draws: the same examples in every run, so that a change is judged by what it changes.

`HUNT=1` draws fresh ones, as CONTRIBUTING.md says; what it finds becomes an `@example`.
"""

import os

from hypothesis import settings

settings.register_profile("settled", derandomize=True, deadline=None, database=None)
settings.register_profile("hunt", deadline=None, print_blob=True)
settings.load_profile("hunt" if os.environ.get("HUNT") == "1" else "settled")
