from . import res_company
from . import res_config_settings_recommend
from . import trade_cluster
from . import trade_product_rule
from . import trade_recommendation
from . import trade_customer_metric
from . import res_partner
from . import sale_order
