"""What a program can know of itself."""
# arguments: one --two -3 -o
import __main__
import asyncio
import inspect
import os
import sys

print(__name__, os.path.basename(__file__), sys.argv[1:], os.path.basename(sys.argv[0]))
print(os.path.basename(sys.path[0]), __main__ is sys.modules["__main__"], __spec__, __package__, __doc__)
print(sorted(name for name in vars(__main__) if name.startswith("__")))
print(type(__loader__).__name__, __builtins__.__name__)


async def main():
    frame = inspect.currentframe()
    print(frame.f_code.co_name, len(inspect.getsource(main).split("\n")))
    print([entry.function for entry in inspect.stack()][0])


asyncio.run(main())
