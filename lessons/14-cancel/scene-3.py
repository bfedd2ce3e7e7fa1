"""The item goes back into the list if the job is cancelled before it's done."""
import asyncio


async def process(todo, done):
    item = todo.pop(0)  # @take
    print(f"took {item}")  # @took
    seconds = 3 if item == 2 else 1  # @seconds
    try:  # @guard
        await asyncio.sleep(seconds)  # @sleep
    except asyncio.CancelledError:
        print(f"{item} goes back")  # @back
        todo.append(item)  # @push
        raise  # the job must still end here  # @safe
    done.append(item)  # @keep


async def main():
    todo = [1, 2, 3]  # @todo
    done = []  # @done
    for _ in range(3):
        job = process(todo, done)  # @job
        try:
            await asyncio.wait_for(job, 2)  # @limit
        except asyncio.TimeoutError:
            print("timeout")  # @timeout
    print(f"done: {done}, to do: {todo}")  # @report


if __name__ == "__main__":
    asyncio.run(main())  # @main
