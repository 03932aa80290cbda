from . import identity
from . import contact
from . import trust
from . import quality
from . import deal
from . import completeness
from . import res_config_settings
from . import demo
