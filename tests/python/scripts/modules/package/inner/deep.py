"""Relative imports over two levels."""
import asyncio

from .. import tools
from ..tools import NAME


async def relative():
    await asyncio.sleep(0.5)
    return NAME, tools.__name__
