"""The lock blocks the thread, but the requests come one at a time."""
import asyncio
import threading


async def request(who, start, route):
    await asyncio.sleep(start)  # @start
    route.acquire()  # @lock
    print(f"{who} reads the route")  # @reads
    await asyncio.sleep(2)  # @reply
    print(f"{who} replies")  # @replies
    route.release()  # @drop


def set_up(loop):
    route = threading.Lock()  # @route
    alice = request("alice", 0, route)  # @alice
    bob = request("bob", 3, route)  # @bob
    carol = request("carol", 6, route)  # @carol
    return (
        loop.create_task(alice, name="alice"),  # @spawn-alice
        loop.create_task(bob, name="bob"),  # @spawn-bob
        loop.create_task(carol, name="carol"),  # @spawn-carol
    )


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))
