from . import trade_case
from . import res_partner
