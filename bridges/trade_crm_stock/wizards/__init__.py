from . import trade_delivery_warning
