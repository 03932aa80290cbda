from . import test_codes
