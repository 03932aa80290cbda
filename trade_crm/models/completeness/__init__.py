from . import res_company
from . import res_config_settings_completeness
from . import trade_completeness_rule
from . import res_partner
from . import trade_header
