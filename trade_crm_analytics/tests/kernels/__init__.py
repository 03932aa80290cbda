from . import test_prediction, test_scores, test_patterns
