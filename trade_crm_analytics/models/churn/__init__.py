from . import res_company
from . import res_config_settings_churn
from . import trade_customer_metric
from . import trade_churn_warning
