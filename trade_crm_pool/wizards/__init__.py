from . import trade_pool_preview
from . import trade_pool_preview_line
from . import trade_pool_turns
from . import trade_pool_transfer
