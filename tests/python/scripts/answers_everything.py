"""Objects that answer to every attribute, or complain loudly."""
import asyncio
import unittest.mock


class Everything:
    def __getattr__(self, name):
        print("asked for", name)
        return Everything()

    def __call__(self, *arguments):
        print("called with", len(arguments))


class Spy:
    def __getattribute__(self, name):
        print("spy:", name)
        return object.__getattribute__(self, name)

    def __eq__(self, other):
        print("compared")
        return True

    def __hash__(self):
        print("hashed")
        return 1

    def __bool__(self):
        print("tested")
        return False

    def __len__(self):
        print("measured")
        return 3

    async def work(self):
        await asyncio.sleep(0.1)
        return "worked"


class Meta(type):
    def __instancecheck__(cls, instance):
        print("checked")
        return True

    def __getattribute__(cls, name):
        if name == "asked":
            print("meta:", name)
        return super().__getattribute__(name)


class WithMeta(metaclass=Meta):
    pass


async def main():
    everything, spy, meta, mock = Everything(), Spy(), WithMeta(), unittest.mock.MagicMock()
    together = [everything, spy, meta, mock]
    await asyncio.sleep(0.1)
    asyncio.get_running_loop().call_soon(everything, 1)
    print(await spy.work(), len(together))
    await asyncio.sleep(0)
    async with unittest.mock.AsyncMock() as entered:
        print(type(entered).__name__)


asyncio.run(main())
