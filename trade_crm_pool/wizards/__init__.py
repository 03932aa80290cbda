from . import trade_pool_preview
