from . import kernels, models
