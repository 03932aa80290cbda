from . import mailing_contact
from . import trade_segment
