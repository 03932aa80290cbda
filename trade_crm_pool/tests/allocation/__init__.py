from . import test_clocks
from . import test_conversion
from . import test_rotation
from . import test_windows
