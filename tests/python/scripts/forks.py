"""`os.fork`: the child runs a loop of its own and prints."""
import asyncio
import os
import sys


async def work(name):
    await asyncio.sleep(0.01)
    print(name, "worked")
    sys.stdout.flush()


print("before", flush=True)
child = os.fork()
if child == 0:
    asyncio.run(work("child"))
    os._exit(4)
_, status = os.waitpid(child, 0)
print(os.waitstatus_to_exitcode(status))
asyncio.run(work("parent"))
