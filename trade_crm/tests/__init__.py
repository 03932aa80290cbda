from . import matching
from . import identity
