"""Three tasks and three locks: each task holds one lock and waits for the next."""
import asyncio


async def taker(who, own, following):
    async with own:  # @own
        print(f"{who} has its own")  # @has-own
        await asyncio.sleep(1)  # @sleeps
        async with following:  # @next
            print(f"{who} has both")  # @has-both


def set_up(loop):
    left = asyncio.Lock()  # @left
    middle = asyncio.Lock()  # @middle
    right = asyncio.Lock()  # @right
    alice = taker("alice", left, middle)  # @alice
    bob = taker("bob", middle, right)  # @bob
    carol = taker("carol", right, left)  # @carol
    alice = loop.create_task(alice, name="alice")  # @spawn-alice
    bob = loop.create_task(bob, name="bob")  # @spawn-bob
    carol = loop.create_task(carol, name="carol")  # @spawn-carol
    return alice, bob, carol


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))  # does not return
