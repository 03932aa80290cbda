from . import trade_demo
from . import trade_demo_trust
from . import trade_demo_quality
from . import trade_demo_campaign
