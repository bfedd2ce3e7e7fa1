"""Imports of modules beside the script and of a package."""
import asyncio

import helper
from package import VALUE, tools
from package.inner import deep


async def main():
    print(await helper.work(2), VALUE, tools.NAME)
    print(await deep.relative())
    print(helper.__name__, helper.__file__.rpartition("/")[2], __name__)
    import importlib

    importlib.reload(helper)


asyncio.run(main())
