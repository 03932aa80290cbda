from . import trade_interaction
from . import res_partner
