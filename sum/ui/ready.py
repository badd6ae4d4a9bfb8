"""Everything that pages import, imported here first, by one thread.

After a restart a whole class comes back in one moment, each in a thread. Python gives each module a
lock of its own: a thread that imports a package, and one that imports a part of it, wait for each
other, and Python lets one of them go on with half a module. Whoever imports this module first does
all of it; the others wait here, and hold nothing that it needs.
"""

from sum.ui import (  # noqa: F401 - that they are there is all
    aftermath,
    board,
    burst,
    claims,
    class_bar,
    identity,
    lobby,
    results,
    room_bar,
    tryout,
)
from sum.ui.compare import page as compare  # noqa: F401
from sum.ui.explorer import page as explorer  # noqa: F401
from sum.ui.federated import page as federated  # noqa: F401
from sum.ui.host import page as host  # noqa: F401
from sum.ui.join import page as join  # noqa: F401
from sum.ui.model import page as model  # noqa: F401
from sum.ui.simulate import page as simulate  # noqa: F401
from sum.ui.sponsor import page as sponsor  # noqa: F401
