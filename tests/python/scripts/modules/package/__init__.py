"""A package."""
from .tools import NAME

VALUE = f"value of {NAME}"
