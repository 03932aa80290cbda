from . import trade_interaction
from . import trade_timeline
from . import res_partner
