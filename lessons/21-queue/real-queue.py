"""A producer fills a queue with room for two items, and has to wait with the third."""
import queue
import threading

END = None
shelf = queue.Queue(maxsize=2)
shelf_is_full = threading.Event()
had_to_wait = []


def produce():
    for item in range(1, 6):
        try:
            shelf.put_nowait(item)
        except queue.Full:
            had_to_wait.append(item)
            shelf_is_full.set()
            shelf.put(item)  # waits until there is room
    shelf.put(END)


producer = threading.Thread(target=produce)
producer.start()
shelf_is_full.wait(timeout=60)
print("on the shelf when the producer first waits:", shelf.qsize())

received = []
while (item := shelf.get(timeout=60)) is not END:
    received.append(item)
    shelf.task_done()
shelf.task_done()
shelf.join()  # every item that was put has been marked with task_done()
producer.join()
print("the first item that had to wait:", had_to_wait[0])
print("received:", received)
