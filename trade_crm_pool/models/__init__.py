from . import pool
from . import followup
