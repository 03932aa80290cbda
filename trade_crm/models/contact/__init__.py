from . import trade_interaction
from . import trade_timeline
from . import res_partner
from . import interaction_mail
from . import interaction_activity
from . import interaction_calendar
from . import interaction_sale
from . import interaction_payment
