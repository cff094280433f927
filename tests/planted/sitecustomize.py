"""Python imports this when it starts, where its folder is on the path: plants the bug that is asked for.

That reaches the tests themselves, the programs that they start, and the processes that these start.
"""

from __future__ import annotations

import os

from tests.planted.bugs import BUGS
from tests.planted.planting import VARIABLE, plant

if VARIABLE in os.environ:
    plant(BUGS[os.environ[VARIABLE]])
