from . import base_partner_merge
from . import interaction_merge
from . import chat_import
from . import chat_import_sender
from . import conflict_check
from . import mass_cancel_orders
from . import quotation_lost
from . import signal_try
