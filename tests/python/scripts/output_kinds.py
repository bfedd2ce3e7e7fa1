"""Everything that can write to standard output."""
import asyncio
import os
import sys


async def main():
    print("no line break", end="")
    print()
    print("a", "b", sep="-", end="!\n", flush=True)
    sys.stdout.write("written\n")
    sys.stdout.writelines(["one\n", "two\n"])
    sys.stdout.flush()
    sys.stdout.buffer.write(b"bytes \xff\xfe\n")
    sys.stdout.buffer.flush()
    os.write(1, b"os.write\n")
    await asyncio.sleep(0.1)
    print("ünïcode 日本 🎉\ttab\rreturn \x1b[31mred\x1b[0m")
    print("error", file=sys.stderr)
    print(sys.stdout.encoding, sys.stdout.isatty(), sys.stdout.fileno(), sys.stdout.name, sys.stdout.errors)
    print("surrogate".encode(), ascii("\udc80"))
    sys.stdout.reconfigure(errors="backslashreplace")
    print("\udc80 lone")
    print("x" * 100_000)
    print("the end without a break", end="")


asyncio.run(main())
