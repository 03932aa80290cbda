from . import trade_grade
from . import loyalty_program
from . import sale_order
