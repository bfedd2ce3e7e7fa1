"""`multiprocessing` by fork and by spawn, and a pool of processes."""
import asyncio
import concurrent.futures
import multiprocessing


def square(n):
    return n * n


def child(queue, n):
    queue.put(asyncio.run(later(n)))


async def later(n):
    await asyncio.sleep(0.01)
    return n + 1


async def main():
    loop = asyncio.get_running_loop()
    with concurrent.futures.ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        print(await loop.run_in_executor(pool, square, 5))


if __name__ == "__main__":
    for method in ("fork", "spawn"):
        context = multiprocessing.get_context(method)
        queue = context.Queue()
        process = context.Process(target=child, args=(queue, 1))
        process.start()
        print(method, queue.get())
        process.join()
        print(process.exitcode)
    asyncio.run(main())
