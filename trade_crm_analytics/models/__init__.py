from . import metric
from . import churn
