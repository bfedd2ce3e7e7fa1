"""The same two awaits, of tasks: both downloads start before either has finished."""
import asyncio


async def download(name, secs):
    print(f"{name} starts")  # @starts
    await asyncio.sleep(secs)  # @sleep
    print(f"{name} finishes")  # @finishes


async def main():
    alice = download("alice", 2)  # @alice
    bob = download("bob", 3)  # @bob
    alice = asyncio.create_task(alice)  # @spawn-alice
    bob = asyncio.create_task(bob)  # @spawn-bob
    await alice  # @await-alice
    await bob  # @await-bob


if __name__ == "__main__":
    asyncio.run(main())  # @main
