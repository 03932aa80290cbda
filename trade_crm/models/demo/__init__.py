from . import trade_demo
