"""Child processes: output, input, status, a kill."""
import asyncio
import sys


async def main():
    echo = "import sys; print(sys.stdin.read().upper(), end=''); sys.exit(3)"
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", echo, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await child.communicate(b"hello\n")
    print(out, child.returncode)
    shell = await asyncio.create_subprocess_shell("echo direct; exit 1")
    print(await shell.wait())
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", "import time; time.sleep(60)")
    try:
        await asyncio.wait_for(child.wait(), 0.2)
    except TimeoutError:
        child.kill()
        print("killed", await child.wait())


asyncio.run(main())
