from . import trade_customer_metric
from . import trade_customer_month
from . import trade_metric_run
from . import trade_lifecycle_move
from . import res_partner
