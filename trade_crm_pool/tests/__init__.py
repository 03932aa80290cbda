from .allocation import (
    test_clocks,
    test_conversion,
    test_deadlines,
    test_rotation,
    test_windows,
)
from .followup import test_followup_tours, test_kill, test_sop
from .pool import (
    test_allocate,
    test_caps,
    test_claim,
    test_enter,
    test_entry,
    test_hands,
    test_leaks,
    test_links,
    test_model,
    test_pool_tours,
    test_race,
    test_recycle,
    test_sight,
    test_size,
)
