"""An await that never has to wait: the sorter takes six letters in one step."""
import asyncio


async def sorter(letters):
    for _ in range(6):
        letter = await letters.get()  # @get
        print(f"sorted {letter}")  # @sorted
    print("sorter done")  # @done


async def guest():
    for turn in range(1, 3):
        print(f"guest: turn {turn}")  # @turn
        await asyncio.sleep(0)  # @guest-yields


def set_up(loop):
    letters = asyncio.Queue()  # @queue
    for letter in range(1, 7):
        letters.put_nowait(letter)  # @put
    return (
        loop.create_task(sorter(letters)),  # @sorter
        loop.create_task(guest()),  # @guest
    )


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))
