from . import res_company
from . import res_config_settings_market
from . import trade_market
from . import trade_campaign_reach
from . import utm_campaign
