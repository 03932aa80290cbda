from . import stock_picking
from . import trade_case
