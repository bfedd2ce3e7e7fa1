"""Context managers, also with an exception and as a stack."""
import asyncio
import contextlib


class Connection:
    def __init__(self, name):
        self.name = name

    async def __aenter__(self):
        await asyncio.sleep(0.1)
        print("open", self.name)
        return self

    async def __aexit__(self, kind, error, trace):
        await asyncio.sleep(0.1)
        print("close", self.name, kind and kind.__name__)
        return kind is KeyError


@contextlib.asynccontextmanager
async def transaction(name):
    print("begin", name)
    try:
        yield name.upper()
        print("commit", name)
    except BaseException as error:
        print("roll back", name, repr(error))
        raise


async def main():
    async with Connection("one") as one, transaction("t") as t:
        print(one.name, t)
    async with Connection("two"):
        raise KeyError("swallowed")
    try:
        async with Connection("three"), transaction("u"):
            raise ValueError("not swallowed")
    except ValueError as error:
        print(error)
    async with contextlib.AsyncExitStack() as stack:
        for name in "abc":
            await stack.enter_async_context(Connection(name))


asyncio.run(main())
