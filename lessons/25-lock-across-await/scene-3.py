"""The lock blocks the thread, and a request holds it over an await: the program freezes."""
import asyncio
import threading


async def request(who, route):
    route.acquire()  # @lock
    print(f"{who} reads the route")  # @reads
    await asyncio.sleep(2)  # @reply
    print(f"{who} replies")  # @replies
    route.release()  # @drop


def set_up(loop):
    route = threading.Lock()  # @route
    alice = request("alice", route)  # @alice
    bob = request("bob", route)  # @bob
    carol = request("carol", route)  # @carol
    return (
        loop.create_task(alice, name="alice"),  # @spawn-alice
        loop.create_task(bob, name="bob"),  # @spawn-bob
        loop.create_task(carol, name="carol"),  # @spawn-carol
    )


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))
