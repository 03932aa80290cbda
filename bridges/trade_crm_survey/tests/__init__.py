from . import test_ask
