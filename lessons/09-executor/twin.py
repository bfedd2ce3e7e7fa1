"""Two tasks that take turns. asyncio's own loop is `BaseEventLoop._run_once`."""
import asyncio


async def player(word):
    for round in range(1, 3):
        print(f"{word} {round}")  # @says
        await asyncio.sleep(0)  # @yields


def set_up(loop):
    ping = player("ping")  # @ping
    pong = player("pong")  # @pong
    ping = loop.create_task(ping)  # @spawn-ping
    pong = loop.create_task(pong)  # @spawn-pong
    return ping, pong


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))
