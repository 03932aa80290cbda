from . import trade_target
from . import trade_pool_effect
