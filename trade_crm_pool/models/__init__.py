from . import pool
