"""What runs inside a member before its program: a folder for PYTHONPATH, whose `sitecustomize` Python runs first.

So the program is started by its own command and knows nothing of it. Two variables say what is to be done:

    FAKED_CLOCK_FILE   a file with the seconds that the wall clock is wrong by, read at each look
    SABOTAGE           `place:calls:exception`, such as `kafka.on_commit:3:RuntimeError`: see `sabotage`
"""

import os
from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).parent
ENVIRON: Final = {"PYTHONPATH": os.pathsep.join([str(_FOLDER), str(_FOLDER.parents[2])])}
"""For a member that is to be struck."""
