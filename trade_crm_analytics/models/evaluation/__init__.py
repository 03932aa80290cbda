from . import trade_effect_mixin
from . import trade_target
from . import trade_pool_effect
from . import trade_sop_effect
from . import utm_campaign
from . import trade_market_line
