"""A policy and a loop class of the program's own."""
import asyncio


class Loop(asyncio.SelectorEventLoop):
    def call_soon(self, callback, *args, context=None):
        Loop.count = getattr(Loop, "count", 0) + 1
        return super().call_soon(callback, *args, context=context)


async def main():
    await asyncio.sleep(0.1)
    print("ran", type(asyncio.get_running_loop()).__name__, Loop.count > 2)


with asyncio.Runner(loop_factory=Loop) as runner:
    runner.run(main())
