"""Descriptors have the numbers that they have without a tracer, and a program may close all that it doesn't know."""
import asyncio
import os
import socket


async def main():
    with socket.socket() as first:
        print(first.fileno())
    await asyncio.sleep(1)


print(os.open(os.devnull, os.O_RDONLY))
asyncio.run(main())
os.closerange(3, 5000)
print(os.open(os.devnull, os.O_RDONLY))
asyncio.run(main())
child = os.fork()
if child == 0:
    print(sorted(map(int, os.listdir("/proc/self/fd")))[3:], flush=True)
    os._exit(0)
os.waitpid(child, 0)
