from . import test_ask
from . import test_answer_race
