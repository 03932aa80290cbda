from . import metric
from . import churn
from . import recommend
from . import evaluation
from . import segment
from . import digest
