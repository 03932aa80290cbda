from .kernels import test_patterns, test_prediction, test_scores
from .metric import test_metric
from .churn import test_churn_warning
from .recommend import test_recommend
from .evaluation import test_evaluation
from .segment import test_segment
