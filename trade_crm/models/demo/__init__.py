from . import trade_demo
from . import trade_demo_trust
