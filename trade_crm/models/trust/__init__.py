from . import trade_grade
from . import res_partner
