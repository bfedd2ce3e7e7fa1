"""A child process whose end a signal tells, while a time limit is set."""
import asyncio
import sys
import warnings

warnings.simplefilter("ignore")


async def main():
    code = "import os, time; os.close(1); time.sleep(0.3)"
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE)
    print(await child.stdout.read())
    print(await asyncio.wait_for(child.wait(), 60))


if hasattr(asyncio, "SafeChildWatcher"):
    asyncio.set_child_watcher(asyncio.SafeChildWatcher())
asyncio.run(main())
