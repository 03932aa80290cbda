from . import res_company
from . import res_config_settings_deal
from . import sale_order
from . import sale_order_terms
from . import trade_deal_line
from . import trade_last_price
from . import sale_order_line
from . import res_partner
