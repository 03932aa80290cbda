<<<<<<< HEAD
=======
from . import test_codes, test_compare
>>>>>>> 297abba (feat(trade_crm): compare company names across spellings, forms and scripts)
