from .allocation import (
    test_clocks,
    test_conversion,
    test_deadlines,
    test_rotation,
    test_windows,
)
from .followup import test_followup_tours, test_kill, test_sop
from .pool import test_allocate, test_claim, test_hands, test_recycle, test_sight
