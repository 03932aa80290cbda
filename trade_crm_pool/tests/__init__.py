from .allocation import test_clocks, test_conversion, test_rotation, test_windows
from .pool import test_allocate, test_claim, test_hands, test_recycle, test_sight
