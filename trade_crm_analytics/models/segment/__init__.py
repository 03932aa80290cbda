from . import trade_segment
from . import trade_customer_metric
