# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from . import trade_followup_plan
from . import trade_followup_step
from . import trade_followup_task
from . import trade_followup_engine
from . import trade_followup_escalation
from . import trade_followup_scan
from . import trade_followup_board
from . import trade_followup_response
from . import crm_lead
from . import mail_activity
from . import res_company
from . import res_config_settings_followup
from . import res_partner
from . import sale_order
from . import trade_interaction
from . import trade_pool_move
